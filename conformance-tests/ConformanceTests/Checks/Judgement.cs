using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Checks;

/// <summary>Judges a reply by a list of allowed answers; the first that fits decides.</summary>
internal static class Judgement
{
    /// <summary>Judges.</summary>
    public static Finding Judge(Exchange reply, ImmutableArray<Allowance> allowances, ImmutableArray<string> rules)
    {
        if (allowances.IsEmpty)
        {
            throw new InvalidOperationException("the requirement lists no allowed answers, so no reply can be judged by them");
        }

        var expected = string.Join(", or ", allowances.Select(Words));
        if (Obstacle(reply, expected) is { } obstacle)
        {
            return obstacle;
        }

        var fit = allowances.FirstOrDefault(allowance => Fits(reply, allowance));
        var actual = reply.Summary();
        return fit switch
        {
            null => new(Outcome.Violated, expected, actual, Judged: reply.Number),
            _ when OtherReason(reply, rules) is { } other => new(
                Outcome.Violated, expected, actual, $"refused for another reason: {other}", reply.Number),
            _ => new(ToOutcome(fit.Grade), expected, actual, fit.Because, reply.Number),
        };
    }

    /// <summary>Why a reply cannot be judged: no reply, a rate limit, or a server error. Null when it can.</summary>
    public static Finding? Obstacle(Exchange reply, string expected) => reply switch
    {
        { Failure: { Kind: FailureKind.Refused or FailureKind.Tls } failure } =>
            new(Outcome.Blocked, expected, reply.Summary(), $"no connection: {failure.Message}", reply.Number),
        { Failure: not null } => new(Outcome.ServerError, expected, reply.Summary(), "the reply is incomplete", reply.Number),
        { Intermediary: { } between } =>
            new(Outcome.Blocked, expected, reply.Summary(), $"{between} answers instead of the target", reply.Number),
        { Status: 429 or 503 } => new(Outcome.Blocked, expected, reply.Summary(), RetryAfter(reply), reply.Number),
        { Status: >= 500 } => new(Outcome.ServerError, expected, reply.Summary(), "a 5xx is never a correct answer", reply.Number),
        _ => null,
    };

    /// <summary>Why checks that depend on a successful reply were not tested: blocked, or untestable.</summary>
    public static Finding Unmet(Exchange reply, string expected, string because) =>
        Obstacle(reply, expected) is { Outcome: Outcome.Blocked } blocked
            ? blocked
            : new(Outcome.Untestable, expected, reply.Summary(), because, reply.Number);

    /// <summary>
    /// A refusal counts by what separates it from its control. Equal answers prove nothing, and a text alone shows no violation: the
    /// order of checks is the server's own, so it may have been refused for another reason.
    /// </summary>
    public static Finding WeighedBy(this Finding finding, Evidence evidence) => finding.Outcome switch
    {
        Outcome.Blocked or Outcome.ServerError or Outcome.Untestable or Outcome.NotApplicable or Outcome.HarnessFailed => finding,
        _ when evidence == Evidence.None => finding with
        {
            Outcome = Outcome.Untestable,
            Because = "the control got the same answer, so the fault did not cause it",
            Evidence = evidence,
        },
        Outcome.Violated when evidence == Evidence.Text => finding with
        {
            Outcome = Outcome.Untestable,
            Because = "only its text differs from the control's answer, which does not show why it was refused",
            Evidence = evidence,
        },
        _ => finding with { Evidence = evidence },
    };

    /// <summary>An allowed answer in words, with the reason why it is only tolerated.</summary>
    public static string Describe(Allowance allowance) => Words(allowance) + (allowance.Because is { } because ? ": " + because : "");

    private static string RetryAfter(Exchange reply) => reply.Header("Retry-After") is { } when
        ? $"the target limits requests (Retry-After: {when})"
        : "the target limits requests, without Retry-After";

    private static bool Fits(Exchange reply, Allowance allowance) =>
        (allowance.Status.IsEmpty || allowance.Status.Any(status => FitsStatus(reply.Status, status)))
        && (allowance.Error.IsEmpty || (reply.ErrorCode is { } error && allowance.Error.Contains(error)))
        && (allowance.Challenge is null || reply.Challenges.Challenges.Any(challenge => challenge.Is(allowance.Challenge)));

    private static bool FitsStatus(int status, string allowed) => allowed.EndsWith("xx", StringComparison.Ordinal)
        ? status / 100 == allowed[0] - '0'
        : status.ToString(CultureInfo.InvariantCulture) == allowed;

    private static string? OtherReason(Exchange reply, ImmutableArray<string> rules) =>
        reply is { Status: >= 400, MockRule: { } rule } && !rules.Contains(rule) ? rule : null;

    private static Outcome ToOutcome(Grade grade) => grade switch
    {
        Grade.Pass => Outcome.Satisfied,
        Grade.Warn => Outcome.Tolerated,
        _ => Outcome.Unspecified,
    };

    private static string Words(Allowance allowance)
    {
        var parts = new[]
        {
            allowance.Status.IsEmpty ? "any status" : string.Join("/", allowance.Status),
            allowance.Error.IsEmpty ? null : "error " + string.Join("/", allowance.Error.Select(error => $"\"{error}\"")),
            allowance.Challenge is null ? null : $"a {allowance.Challenge} challenge",
        };
        var words = string.Join(" with ", parts.Where(part => part is not null));
        return allowance.Grade switch
        {
            Grade.Pass => words,
            Grade.Warn => $"{words} (tolerated)",
            _ => $"{words} (recorded)",
        };
    }
}
