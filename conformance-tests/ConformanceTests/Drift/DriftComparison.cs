using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Conformance.Drift;

/// <summary>Compares what two deployments answered to the same call.</summary>
/// <param name="contract">Says what is required, and which values a list has.</param>
/// <param name="foreignText">Makes a text of a deployment fit for reports, in at most so many characters.</param>
internal sealed class DriftComparison(Contract contract, Func<string, int, string> foreignText)
{
    private const int MaxShown = 120;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private const int MaxNames = 20;

    // A client reacts to these refusals otherwise than to all others: it renews its token, or it waits.
    private static readonly ImmutableArray<int> OwnReaction = [401, 429];

    /// <summary>Compares one call.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="baseline">What the first deployment answered.</param>
    /// <param name="target">What the second one answered.</param>
    /// <returns>The differences; where the status differs, the rest of the replies is not compared.</returns>
    public ImmutableArray<Difference> Compare(Operation operation, Observation baseline, Observation target) =>
    [
        .. Find(operation, baseline, target).Select(found => found with { Patch = [.. found.Patch.Where(IsPlain)] }),
    ];

    private IEnumerable<Difference> Find(Operation operation, Observation baseline, Observation target)
    {
        if (!baseline.Statuses.Overlaps(target.Statuses))
        {
            return [Status(operation, baseline, target)];
        }

        // A deployment that answers equal requests differently cannot be compared beyond that.
        if (baseline.Status == 0 || target.Status == 0)
        {
            return [];
        }

        var declared = contract.Reply(operation, target.Status);
        return
        [
            .. MediaType(operation, baseline, target, declared),
            .. Headers(operation, baseline, target, declared),
            .. baseline.Body is { } before && target.Body is { } after
                ? new BodyComparison(operation, target.Status >= 400, Shown).Compare(before, after, declared?.Body)
                : [],
        ];
    }

    private Difference Status(Operation operation, Observation baseline, Observation target) => new(
        operation.Id, DriftAspect.Status, "", string.Join(" or ", baseline.Statuses), string.Join(" or ", target.Statuses),
        NeedsOtherReaction(baseline.Status, target.Status))
    {
        Patch = target.Status > 0 && contract.Reply(operation, target.Status) is null ? Undeclared(operation, baseline, target) : [],
    };

    // A contract has one success per operation.
    private ImmutableArray<JsonObject> Undeclared(Operation operation, Observation baseline, Observation target)
    {
        var replies = contract.RepliesPointer(operation);
        var expected = contract.Reply(operation, baseline.Status);
        var added = ContractChange.Add(JsonPointer.Append(replies, $"{target.Status}"), ContractChange.Reply(target, expected));
        return target.Status is >= 200 and < 300
            ? [added, ContractChange.Remove(JsonPointer.Append(replies, $"{operation.SuccessStatus}"))]
            : [added];
    }

    private static bool NeedsOtherReaction(int before, int after) =>
        before / 100 != after / 100 || before < 400 || OwnReaction.Contains(before) || OwnReaction.Contains(after);

    private IEnumerable<Difference> MediaType(Operation operation, Observation baseline, Observation target, DeclaredReply? declared)
    {
        if (baseline.MediaTypes.Overlaps(target.MediaTypes))
        {
            yield break;
        }

        var type = target.MediaTypes[0];
        yield return new(
            operation.Id, DriftAspect.MediaType, "", Shown(baseline.MediaTypes), Shown(target.MediaTypes),
            !(baseline.MediaTypes.All(IsJson) && target.MediaTypes.All(IsJson)))
        {
            Patch = declared is not null && type.Contains('/', StringComparison.Ordinal) && !declared.MediaTypes.Contains(type)
                ? ContractChange.MediaType(declared, type)
                : [],
        };
    }

    private IEnumerable<Difference> Headers(Operation operation, Observation baseline, Observation target, DeclaredReply? declared)
    {
        foreach (var name in baseline.StableHeaders.Except(target.AllHeaders).Take(MaxNames))
        {
            var listed = declared?.Headers.FirstOrDefault(header => header.Equals(name, StringComparison.OrdinalIgnoreCase));
            yield return new(operation.Id, DriftAspect.Header, Shown(name), "sent", "missing", listed is not null
                || HeaderNotes.IsNeeded(name))
            {
                Patch = listed is null ? [] : ContractChange.NoHeader(declared!, listed),
            };
        }

        foreach (var name in target.StableHeaders.Except(baseline.AllHeaders).Take(MaxNames))
        {
            yield return new(operation.Id, DriftAspect.Header, Shown(name), "missing", "sent", false)
            {
                Patch = declared is null ? [] : ContractChange.Header(declared, name),
            };
        }

        if (!baseline.Challenges.IsEmpty && !target.Challenges.IsEmpty && !baseline.Challenges.Overlaps(target.Challenges))
        {
            yield return new(
                operation.Id, DriftAspect.Header, "WWW-Authenticate", Shown(baseline.Challenges), Shown(target.Challenges), true);
        }
    }

    private static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    private string Shown(IEnumerable<string> texts) => string.Join(" or ", texts.Take(MaxNames).Select(Shown));

    private string Shown(string text) => foreignText(text, MaxShown);

    // A name that holds a secret, or cannot be seen, is not proposed for a contract.
    private bool IsPlain(JsonObject change)
    {
        var text = change.ToJsonString(Readable);
        return foreignText(text, int.MaxValue / 2) == text;
    }
}
