using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Drift;

/// <summary>What one deployment answered to one call, sent once or several times: only what equal requests have in common.</summary>
internal sealed class Observation
{
    private Observation()
    {
    }

    /// <summary>The statuses, or why no reply came.</summary>
    public required ImmutableSortedSet<string> Statuses { get; init; }

    /// <summary>The only status; zero when it varies or no reply came.</summary>
    public required int Status { get; init; }

    /// <summary>The media types; <see cref="NoBody"/> for a reply without body.</summary>
    public required ImmutableSortedSet<string> MediaTypes { get; init; }

    /// <summary>Names of the header fields that each reply had.</summary>
    public required ImmutableSortedSet<string> StableHeaders { get; init; }

    /// <summary>Names of the header fields that any reply had.</summary>
    public required ImmutableSortedSet<string> AllHeaders { get; init; }

    /// <summary>The schemes of the challenges, in lower case.</summary>
    public required ImmutableSortedSet<string> Challenges { get; init; }

    /// <summary>The bodies that are JSON; null when none is.</summary>
    public required ValueShape? Body { get; init; }

    /// <summary>The shortest duration.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Stands for the media type of a reply without body.</summary>
    public const string NoBody = "no body";

    /// <summary>Reads the replies to equal requests.</summary>
    /// <param name="exchanges">One or more.</param>
    /// <returns>What they have in common.</returns>
    public static Observation Read(ImmutableArray<Exchange> exchanges)
    {
        var statuses = exchanges.Select(StatusOf).ToImmutableSortedSet(StringComparer.Ordinal);
        ImmutableArray<ImmutableSortedSet<string>> headers = [.. exchanges.Select(HeaderNames)];
        return new()
        {
            Statuses = statuses,
            Status = statuses.Count == 1 ? exchanges[0].Status : 0,
            MediaTypes = exchanges.Select(MediaTypeOf).ToImmutableSortedSet(StringComparer.Ordinal),
            StableHeaders = headers.Aggregate(headers[0], (all, one) => all.Intersect(one)),
            AllHeaders = headers.Aggregate(headers[0], (all, one) => all.Union(one)),
            Challenges = exchanges.SelectMany(exchange => exchange.Challenges.Challenges)
                .Select(challenge => challenge.Scheme.ToLowerInvariant()).ToImmutableSortedSet(StringComparer.Ordinal),
            Body = Shape(exchanges),
            Duration = exchanges.Min(exchange => exchange.Duration),
        };
    }

    private static string StatusOf(Exchange exchange) => exchange switch
    {
        { Failure: { } failure } => $"no whole reply ({failure.Kind})",
        _ => exchange.Status.ToString(CultureInfo.InvariantCulture),
    };

    private static string MediaTypeOf(Exchange exchange) =>
        exchange.Reply is not { Body.IsEmpty: false } ? NoBody
        : exchange.MediaType.Length > 0 ? exchange.MediaType
        : "a body without Content-Type";

    private static ImmutableSortedSet<string> HeaderNames(Exchange exchange) =>
        (exchange.Reply?.Headers ?? []).Select(field => field.Name).Where(HeaderNotes.Matters)
            .ToImmutableSortedSet(StringComparer.OrdinalIgnoreCase);

    private static ValueShape? Shape(ImmutableArray<Exchange> exchanges)
    {
        ValueShape? shape = null;
        foreach (var root in exchanges.Select(exchange => exchange.Json.Root).OfType<System.Text.Json.JsonElement>())
        {
            shape ??= new();
            shape.Add(root);
        }

        return shape;
    }
}
