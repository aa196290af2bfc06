using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Deployments of which the target file says more: tokens that they must refuse, and do.</summary>
internal static class DescribedVariants
{
    /// <summary>A text that stands for a token of another service.</summary>
    public const string OtherService = "made-for-another-service-0123456789";

    /// <summary>A text that stands for a good token of another scope.</summary>
    public const string OtherScope = "made-with-another-scope-0123456789";

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

    public static IEnumerable<Variant> All =>
    [
        Audience,
        Scope,
        new("other-scope-hidden", "What a token of another scope may not see is said not to exist (RFC 9110, section 15.5.4).", options =>
            Answering(OtherScope, 404, options))
        { Describe = Scope.Describe },
    ];

    /// <summary>Answers requests with a token in one way.</summary>
    public static MockOptions Answering(string token, int status, MockOptions options) => options with
    {
        Intercept = (request, next) => request.Headers.First("Authorization") == "Bearer " + token
            ? ApiReply.Empty(status).With("WWW-Authenticate", "Bearer realm=\"m\", error=\"insufficient_scope\"")
            : next(request),
    };
}
