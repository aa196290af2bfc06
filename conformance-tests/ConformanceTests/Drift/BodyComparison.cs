using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PartnerApi.Conformance.Checks;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Drift;

/// <summary>Compares the bodies of two deployments, member by member.</summary>
/// <param name="operation">The operation.</param>
/// <param name="isRefusal">Whether the replies are refusals; these carry error codes.</param>
/// <param name="shown">Makes a text of a deployment fit for reports.</param>
internal sealed class BodyComparison(Operation operation, bool isRefusal, Func<string, string> shown)
{
    private const int MaxNewMembers = 50;

    private readonly List<Difference> _found = [];

    /// <summary>Compares.</summary>
    /// <param name="before">The bodies of the first deployment.</param>
    /// <param name="after">The bodies of the second one.</param>
    /// <param name="declared">What the contract declares; null for nothing.</param>
    /// <returns>The differences.</returns>
    public ImmutableArray<Difference> Compare(ValueShape before, ValueShape after, DeclaredValue? declared)
    {
        CompareValue("", before, after, declared);
        return [.. _found];
    }

    private void CompareValue(string place, ValueShape before, ValueShape after, DeclaredValue? declared)
    {
        if (OtherTypes(before, after, declared) is { Count: > 0 } other)
        {
            Add(DriftAspect.Type, place, string.Join(" or ", before.Types), string.Join(" or ", after.Types), true,
                declared is null ? [] : ContractChange.Types(declared, other));
            return;
        }

        CompareWords(place, before, after, declared);
        if (before.Objects > 0 && after.Objects > 0)
        {
            CompareMembers(place, before, after, declared);
        }

        if (before.Item is { } first && after.Item is { } second)
        {
            CompareValue(place + "[]", first, second, declared?.Item());
        }
    }

    private void CompareMembers(string place, ValueShape before, ValueShape after, DeclaredValue? declared)
    {
        var added = 0;
        foreach (var name in before.Members.Keys.Union(after.Members.Keys).Order(StringComparer.Ordinal))
        {
            var at = place.Length == 0 ? shown(name) : $"{place}.{shown(name)}";
            var member = declared?.Member(name);
            var required = declared?.RequiredPointer(name);
            switch (before.Members.GetValueOrDefault(name), after.Members.GetValueOrDefault(name))
            {
                case (null, { } now) when added++ < MaxNewMembers:
                    Add(DriftAspect.Member, at, "missing", "sent", false,
                        declared is null || member is not null ? [] : ContractChange.Member(declared, name, now));
                    break;
                case ({ }, null):
                    Add(DriftAspect.Member, at, "sent", "missing", required is not null, NotRequired(required, member));
                    break;
                case ({ } was, { } now):
                    if (required is not null && was.Count == before.Objects && now.Count < after.Objects)
                    {
                        Add(DriftAspect.Member, at, "always sent", "sometimes missing", true, NotRequired(required, member));
                    }

                    CompareValue(at, was, now, member);
                    break;
            }
        }
    }

    // Values of a closed list, and error codes. All other texts are data.
    private void CompareWords(string place, ValueShape before, ValueShape after, DeclaredValue? declared)
    {
        if (declared is { Values.IsEmpty: false })
        {
            var unknown = after.Values.Except(declared.Values).Except(before.Values).ToImmutableArray();
            if (!unknown.IsEmpty)
            {
                Add(
                    DriftAspect.Enum, place, "values of the contract's list", Words(unknown), true,
                    ContractChange.Values(declared, unknown));
            }
        }
        else if (isRefusal && Codes(place, before) is { IsEmpty: false } known && Codes(place, after) is { IsEmpty: false } now
            && !known.Overlaps(now))
        {
            Add(DriftAspect.Enum, place, Words(known), Words(now), declared is not { Basis: Basis.Inferred }, []);
        }
    }

    private static ImmutableSortedSet<string> Codes(string place, ValueShape shape) =>
        [.. shape.Values.Where(value => AnswerWords.IsCode(place, value))];

    // A whole number is a number as well; null may stand for a value that is missing.
    private static HashSet<string> OtherTypes(ValueShape before, ValueShape after, DeclaredValue? declared)
    {
        HashSet<string> known = [.. before.Types, .. declared?.Types ?? [], "null"];
        if (known.Contains("number"))
        {
            known.Add("integer");
        }
        else if (known.Contains("integer") && declared?.Types.Contains("integer") != true)
        {
            known.Add("number");
        }

        // What the first deployment sends is the measure, also where it departs from the contract.
        return before.Types.All(type => type == "null") ? [] : [.. after.Types.Where(type => !known.Contains(type))];
    }

    private static ImmutableArray<JsonObject> NotRequired(string? required, DeclaredValue? member) =>
        required is null ? [] : ContractChange.Optional(required, member);

    private string Words(IEnumerable<string> words) => string.Join(" or ", words.Take(MaxNewMembers).Select(shown));

    private void Add(
        DriftAspect aspect,
        string place,
        string before,
        string after,
        bool breaking,
        ImmutableArray<JsonObject> patch) =>
        _found.Add(new(operation.Id, aspect, place, before, after, breaking) { Patch = patch });
}
