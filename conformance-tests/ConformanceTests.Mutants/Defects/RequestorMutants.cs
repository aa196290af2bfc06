using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Servers that are wrong about who must name the requestor (guide, section 4).</summary>
internal static class RequestorMutants
{
    private const string Required = "S4.requestor_id.required";
    private const string EachCommand = "A_command_without_Requestor_ID_is_refused";
    private const string Exempt = "An_exempt_command_works_with_and_without_Requestor_ID_but_not_without_token";
    private const string EachTime = "The_header_is_required_for_each_request";
    private const string SameTime = "Concurrent_requests_do_not_share_the_header";

    public static IEnumerable<Mutant> All =>
    [
        new("requestor-never-needed", "No command needs the header.", Required, EachCommand, options =>
            options.WithoutCommandRule(Required)),
        new("requestor-exempt-by-prefix", "Everything below an exempt path is exempt too.", Required, EachCommand,
            options => Spare(options, request => request.Http.IsBelowExempt()))
        { Verdict = Verdicts.Verdict.Warn },
        new("requestor-exempt-by-verb", "Only POST needs the header.", Required, EachCommand, options =>
            Spare(options, request => request.Http.Method != "POST")),
        new("requestor-not-on-delete", "DELETE needs no header.", Required, EachCommand, options =>
            Spare(options, request => request.Http.Method == "DELETE")),
        new("requestor-not-on-patch", "PATCH needs no header.", Required, EachCommand, options =>
            Spare(options, request => request.Http.Method == "PATCH")),
        new("requestor-not-on-transfers", "One command, the transfer, slips through.", Required, EachCommand, options =>
            Spare(options, request => request.Operation.Id == "createTransfer")),
        new("requestor-not-on-empty-body", "A command without body needs no header.", Required, EachCommand, options =>
            Spare(options, request => request.Http.Body.IsEmpty)),
        new("requestor-not-under-ids", "A command with an id in its path needs no header.", Required, EachCommand, options =>
            Spare(options, request => !request.PathValues.IsEmpty)),
        new("requestor-once-per-session", "After one good command the header is no longer asked for.", Required, EachTime, OncePerToken),
        new("requestor-first-request-only", "The header is asked for at the first command only.", Required, EachTime, FirstOnly),
        new("requestor-every-third", "Every third missing header passes.", Required, EachCommand, EveryThird),
        new("requestor-lent", "Requests that come at the same time lend each other the header.", Required, SameTime, Lent),
        new("requestor-as-500", "A missing header makes the server fail.", Required, EachCommand, options =>
            As(options, reply => reply with { Status = 500 })),
        new("requestor-as-200", "A missing header is answered with 200 and an error message.", Required, EachCommand, options =>
            As(options, reply => reply with { Status = 200 })),
        new("requestor-as-404", "A missing header is answered with 404, as an unknown path would be.", Required, EachCommand, options =>
            As(options, reply => reply with { Status = 404 })),
        new("requestor-as-415", "A missing header is answered with 415.", Required, EachCommand, options =>
            As(options, reply => reply with { Status = 415 })),
        new("requestor-as-401", "A missing header is answered with 401, although the token was fine.", Required, EachCommand, options =>
            As(options, reply => reply with { Status = 401 })),
        new("requestor-refused-for-body", "The right status for the wrong reason: the body is what is refused.", Required, EachCommand,
            options => options.WithoutCommandRule(Required).WithCommandRule("API.body.schema", (request, refusal) =>
                refusal ?? (request is { NeedsRequestor: true, Requestor: null }
                    ? new(400, "VALIDATION_FAILED", "the body does not match the schema")
                    : null))),
        new("version-guard", "Every command is refused for its version, header or not.", Required, EachCommand,
            options => options.WithCommandRule("API.body.schema", (request, refusal) =>
                refusal ?? (request.NeedsRequestor ? new(400, "VERSION", "unsupported version") : null)))
        { Verdict = Verdicts.Verdict.Untestable },
        new("requestor-blank-accepted", "A blank header counts as one.", "S4.requestor_id.blank", "A_blank_Requestor_ID_counts_as_missing",
            options => options.WithoutCommandRule("S4.requestor_id.blank")),
        new("requestor-spaces-accepted", "A header of blanks counts as one.", "S4.requestor_id.blank",
            "A_blank_Requestor_ID_counts_as_missing",
            options => options.WithRequest(request =>
                request.Headers.First("Requestor-ID") is "" ? request.WithHeader("Requestor-ID", "-") : request)),
        new("requestor-exact-case", "The header's name must be spelt with this case.", "S4.requestor_id.name_case",
            "The_header_name_is_case_insensitive",
            options => options.WithRequest(request =>
                request.Headers.Fields.Any(line => line.Name == "Requestor-ID") ? request : request.WithoutHeader("Requestor-ID"))),
        new("unknown-requestor-as-500", "An unknown requestor makes the server fail.", "S4.permissions",
            "An_unknown_requestor_is_recorded",
            options => options.WithReply((request, reply) =>
                request.Headers.First("Requestor-ID")?.StartsWith("99999999", StringComparison.Ordinal) == true
                    ? reply with { Status = 500 }
                    : reply)),
        new("both-missing-as-500", "A command without token and requestor makes the server fail.", "S4.precedence",
            "A_missing_token_is_reported_before_a_missing_requestor",
            options => options.WithReply((request, reply) =>
                request.IsCommand() && !request.Has("Requestor-ID") && !request.Has("Authorization")
                    ? reply with { Status = 500 }
                    : reply)),
        new("requestor-twice-accepted", "Two headers are accepted; the first one counts.", "S4.requestor_id.repeated",
            "Two_Requestor_ID_headers_are_refused",
            options => options.WithoutCommandRule("S4.requestor_id.repeated")),
        new("requestor-twice-as-500", "Two headers make the server fail.", "S4.requestor_id.repeated",
            "Two_Requestor_ID_headers_are_refused",
            options => options.WithReply((_, reply) => reply.Rule() == "S4.requestor_id.repeated" ? reply with { Status = 500 } : reply)),
        new("exempt-needs-requestor", "Exempt commands need the header too.", "S4.requestor_id.exempt", Exempt,
            options => options.WithCommandRule(Required, (request, refusal) =>
                refusal ?? (request.Operation.ExemptGroup is not null && request.Requestor is null ? Refused : null))),
        new("prepare-needs-requestor", "One exempt command, prepare legal entity, needs the header.", "S4.requestor_id.exempt", Exempt,
            options => options.WithCommandRule(Required, (request, refusal) =>
                refusal ?? (request.Operation.ExemptGroup == "prepare legal entity" && request.Requestor is null ? Refused : null)))
        { Verdict = Verdicts.Verdict.Warn },
        new("exempt-refuses-requestor", "Exempt commands refuse the header.", "S4.requestor_id.exempt_may_carry", Exempt,
            options => options.WithCommandRule(Required, (request, refusal) =>
                refusal ?? (request.Operation.ExemptGroup is not null && request.Requestor is not null ? Refused : null))),
        new("exempt-needs-no-token", "Exempt commands need no token either.", "S4.exempt_needs_token", Exempt,
            options => options.WithCommandRule("S3.bearer.missing", (request, refusal) =>
                request.Operation.ExemptGroup is not null ? null : refusal)),
        new("queries-need-requestor", "Queries need the header too.", "S4.queries", "A_query_needs_no_Requestor_ID",
            options => options.WithCommandRule(Required, (request, refusal) =>
                refusal ?? (request.Operation.Kind == OperationKind.Query && request.Requestor is null ? Refused : null))),
    ];

    private static Refusal Refused => new(400, "REQUESTOR_ID_INVALID", "the header Requestor-ID is wrong here");

    private static MockOptions Spare(MockOptions options, Func<CommandRequest, bool> spared) =>
        options.WithCommandRule(Required, (request, refusal) => spared(request) ? null : refusal);

    private static MockOptions As(MockOptions options, Func<ApiReply, ApiReply> change) =>
        options.WithReply((_, reply) => reply.Rule() == Required ? change(reply) : reply);

    private static MockOptions OncePerToken(MockOptions options)
    {
        var seen = false;
        return options.WithCommandRule(Required, (request, refusal) =>
        {
            seen |= request.Requestor is { Length: > 0 };
            return seen ? null : refusal;
        });
    }

    private static MockOptions FirstOnly(MockOptions options)
    {
        var asked = 0;
        return options.WithCommandRule(Required, (_, refusal) =>
            refusal is not null && Interlocked.Increment(ref asked) > 1 ? null : refusal);
    }

    private static MockOptions EveryThird(MockOptions options)
    {
        var missing = 0;
        return options.WithCommandRule(Required, (_, refusal) =>
            refusal is not null && Interlocked.Increment(ref missing) % 3 == 0 ? null : refusal);
    }

    // The header of a request is kept where the next one finds it.
    private static MockOptions Lent(MockOptions options)
    {
        string? kept = null;
        return options.WithRequest(request =>
        {
            if (request.Headers.First("Requestor-ID") is { Length: > 0 } own)
            {
                Interlocked.Exchange(ref kept, own);
                return request;
            }

            return request.IsCommand() && Interlocked.Exchange(ref kept, null) is { } lent
                ? request.WithHeader("Requestor-ID", lent)
                : request;
        });
    }
}
