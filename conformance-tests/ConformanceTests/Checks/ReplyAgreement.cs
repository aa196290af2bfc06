using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Checks;

/// <summary>A finding about a reply, and whether the part of the contract that it is about is documented or inferred.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="Basis">The basis of that part.</param>
public sealed record ReplyFinding(Finding Finding, Basis Basis);

/// <summary>Compares successful replies with what the contract declares for their operation.</summary>
/// <param name="schemas">The schemas of the contract.</param>
public sealed class ReplyAgreement(SchemaSet schemas)
{
    private const int MaxProblems = 5;

    // The validator takes many seconds for a hostile body; a longer one must be accepted by the fast path.
    private const int MaxBody = 256 * 1024;

    // A deployment may have more values and members than the contract knows: clients must ignore what they do not know.
    private static readonly FrozenSet<string> Additions = [
        "NotInEnumeration", "NoAdditionalPropertiesAllowed", "AdditionalPropertiesNotValid"];

    // A wrong structure: a client that was generated from the contract cannot read such a reply.
    private static readonly FrozenSet<string> Structure =
    [
        "PropertyRequired", "StringExpected", "NumberExpected", "IntegerExpected", "BooleanExpected", "ObjectExpected", "ArrayExpected",
        "NoTypeValidates", "NullExpected",
    ];

    /// <summary>Whether the status is one that the contract declares for the operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="reply">A successful reply.</param>
    /// <returns>What was found.</returns>
    public static ReplyFinding Status(Operation operation, Exchange reply)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var declared = operation.Statuses.Where(status => status is >= 200 and < 300).ToImmutableArray();
        return new(
            new(
                declared.Contains(reply.Status) ? Outcome.Satisfied : Outcome.Violated,
                $"{string.Join(" or ", declared)}, as the contract declares for {operation.Id}",
                $"{reply.Status}",
                Judged: reply.Number),
            operation.Basis);
    }

    /// <summary>Whether the body has the media type that the contract declares for a success of the operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="reply">A successful reply.</param>
    /// <returns>What was found.</returns>
    public static ReplyFinding MediaType(Operation operation, Exchange reply)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var expected = operation.ResponseMediaType is { } declared ? $"{declared}, as the contract declares for {operation.Id}" : "no body";
        var outcome = (operation.ResponseMediaType, HasBody(reply)) switch
        {
            (null, false) => Outcome.Satisfied,
            (null, true) => Outcome.Unspecified,
            (_, false) => Outcome.NotApplicable,
            var (type, _) when type == reply.MediaType => Outcome.Satisfied,
            ("application/json", _) when reply.MediaType.EndsWith("+json", StringComparison.Ordinal) => Outcome.Unspecified,
            _ => Outcome.Violated,
        };
        var actual = !HasBody(reply) ? "no body" : reply.MediaType.Length > 0 ? reply.MediaType : "a body without Content-Type";
        return new(new(outcome, expected, actual, Judged: reply.Number), operation.Basis);
    }

    /// <summary>Whether the body satisfies the schema that the contract declares for a success of the operation.</summary>
    /// <param name="operation">The operation, which has such a schema.</param>
    /// <param name="reply">A successful reply.</param>
    /// <returns>
    /// What was found: a missing member or a wrong JSON type is a violation; another format or length is tolerated; a member or a value
    /// that the contract does not know is recorded.
    /// </returns>
    public ReplyFinding Schema(Operation operation, Exchange reply)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var schema = operation.ResponseSchema!;
        var expected = $"a body that satisfies the schema {schema}";
        if (!HasBody(reply))
        {
            // A status that means "no content yet" or "none at all" is judged as a status.
            var outcome = reply.Status is 202 or 204 or 205 ? Outcome.Tolerated : Outcome.Violated;
            return Found(outcome, $"{reply.Status} without a body", schemas.BasisOf(schema, ""));
        }

        if (reply.Json is not { Problem: null })
        {
            return Found(Outcome.Violated, reply.Json.Problem!, schemas.BasisOf(schema, ""));
        }

        if (schemas.Accepts(schema, reply.Reply!.Body.Span))
        {
            return Found(Outcome.Satisfied, "it does", schemas.BasisOf(schema, ""));
        }

        if (reply.Reply.Body.Length > MaxBody)
        {
            return Found(
                Outcome.Unspecified, $"the body is longer than {MaxBody / 1024} KiB and was not compared", schemas.BasisOf(schema, ""));
        }

        // The short way says no to much that satisfies the schema, such as letters beyond ASCII.
        if (schemas.Validate(schema, reply.Json.Root!.Value.GetRawText()).IsEmpty)
        {
            return Found(Outcome.Satisfied, "it does", schemas.BasisOf(schema, ""));
        }

        var problems = schemas.Validate(schema, WithoutNulls(reply.Json.Root!.Value))
            .Select(problem => (Problem: problem, Outcome: OutcomeOf(problem), Basis: schemas.BasisOf(schema, problem.Field)))
            .OrderBy(found => Rank(found.Outcome, found.Basis))
            .ToImmutableArray();
        return problems.IsEmpty
            ? Found(Outcome.Unspecified, "it does, apart from members that are null", schemas.BasisOf(schema, ""))
            : Found(problems[0].Outcome, Describe([.. problems.Select(found => found.Problem)]), problems[0].Basis);

        ReplyFinding Found(Outcome outcome, string actual, Basis basis) =>
            new(new(outcome, expected, actual, Judged: reply.Number), operation.Basis == Basis.Inferred ? operation.Basis : basis);
    }

    /// <summary>The most serious of several findings: what is documented comes first, then violations, then what is tolerated.</summary>
    /// <param name="findings">One finding or more.</param>
    /// <returns>The first of the most serious ones.</returns>
    public static ReplyFinding Worst(IEnumerable<ReplyFinding> findings) =>
        findings.MinBy(found => Rank(found.Finding.Outcome, found.Basis))!;

    private static int Rank(Outcome outcome, Basis basis) => outcome switch
    {
        Outcome.Violated => basis == Basis.Inferred ? 1 : 0,
        Outcome.Tolerated => 2,
        Outcome.Unspecified => 3,
        Outcome.Satisfied => 4,
        _ => 5,
    };

    private static Outcome OutcomeOf(SchemaProblem problem) =>
        Structure.Contains(problem.Code) ? Outcome.Violated
        : Additions.Contains(problem.Code) ? Outcome.Unspecified
        : Outcome.Tolerated;

    private static string Describe(ImmutableArray<SchemaProblem> problems)
    {
        var shown = problems.Take(MaxProblems)
            .Select(problem => problem.Field.Length == 0 ? problem.Message : $"{problem.Field}: {problem.Message}");
        var more = problems.Length > MaxProblems ? $"; {problems.Length - MaxProblems} more" : "";
        return string.Join("; ", shown) + more;
    }

    private static bool HasBody(Exchange reply) => reply.Reply is { Body.IsEmpty: false };

    // Many servers write a member that has no value as null.
    private static string WithoutNulls(JsonElement root)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
        {
            WriteWithoutNulls(root, writer);
        }

        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    private static void WriteWithoutNulls(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
                {
                    writer.WritePropertyName(member.Name);
                    WriteWithoutNulls(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteWithoutNulls(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
