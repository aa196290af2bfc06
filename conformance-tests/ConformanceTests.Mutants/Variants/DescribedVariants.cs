using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Deployments of which the target file says more: tokens that they must refuse, and do.</summary>
internal static class DescribedVariants
{
    /// <summary>A text that stands for a token of another service.</summary>
    public const string OtherService = "made-for-another-service-0123456789";

    /// <summary>A text that stands for a good token of another scope.</summary>
    public const string OtherScope = "made-with-another-scope-0123456789";

    /// <summary>The rules about who the requestor is, each of which refuses more than those before it.</summary>
    public static readonly string[] RequestorRules =
        ["S4.requestor_id.format", "S4.requestor_id.known", "S4.requestor_id.active", "S4.requestor_id.self_or_proxy"];

    /// <summary>Refuses a token of another service.</summary>
    public static Variant Audience { get; } = new(
        "other-audience-refused", "A token that was made for another service is known, and refused as a bad one.", options => options)
    {
        Describe = settings => settings with { OtherAudienceToken = OtherService },
    };

    /// <summary>Refuses a token of another scope.</summary>
    public static Variant Scope { get; } = new(
        "other-scope-refused", "A token of another scope is known, and refused with 403.", options => Answering(OtherScope, 403, options))
    {
        Describe = settings => settings with { OtherScopeToken = OtherScope },
    };

    /// <summary>Checks who the requestor is.</summary>
    public static Variant Requestor { get; } = new(
        "requestor-checked", "Who the requestor is, is checked as the target file says, and refused with 403.", Checked)
    {
        Describe = settings => settings with { RequestorCheck = RequestorCheckLevel.SelfOrProxy },
    };

    public static IEnumerable<Variant> All =>
    [
        Audience,
        Scope,
        new("other-scope-hidden", "What a token of another scope may not see is said not to exist (RFC 9110, section 15.5.4).", options =>
            Answering(OtherScope, 404, options))
        { Describe = Scope.Describe },
        Requestor,
        new("requestor-checked-silently", "Who the requestor is, is checked although the target file does not say so.", Checked),
        new("requestor-checked-in-part", "Requestors must exist, as the target file says; what is beyond is not checked.", options =>
            options with { RequestorValidation = RequestorValidation.At(RequestorCheckLevel.Known) })
        { Describe = settings => settings with { RequestorCheck = RequestorCheckLevel.Known } },
        new("requestor-unknown-persons", "Requestors are checked, and the target file names no persons to show it.", Checked)
        {
            Describe = settings => settings with
            {
                RequestorCheck = RequestorCheckLevel.SelfOrProxy,
                InactiveRequestorId = null,
                OtherRequestorId = null,
            },
        },
    ];

    private static MockOptions Checked(MockOptions options) =>
        (options with { RequestorValidation = RequestorValidation.At(RequestorCheckLevel.SelfOrProxy) }).WithReply((_, reply) =>
            RequestorRules.Contains(reply.Rule())
                ? reply with { Status = 403 }
                : reply);

    /// <summary>Answers requests with a token in one way.</summary>
    public static MockOptions Answering(string token, int status, MockOptions options) => options with
    {
        Intercept = (request, next) => request.Headers.First("Authorization") == "Bearer " + token
            ? ApiReply.Empty(status).With("WWW-Authenticate", "Bearer realm=\"m\", error=\"insufficient_scope\"")
            : next(request),
    };
}
