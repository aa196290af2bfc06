using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Requests;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Runs;

// Asked once, before the scenarios: two hundred times "connection refused" would bury the one fact that matters.
internal static class Reachability
{
    public static async Task<string?> ProblemAsync(Target target)
    {
        try
        {
            var reply = await target.SendAsync(TokenForm.Good(target).On(target));
            return reply switch
            {
                { Reply: null, Failure: { Kind: FailureKind.Refused or FailureKind.Tls or FailureKind.Timeout } failure } =>
                    $"nothing answers at {target.TokenAddress}: {failure.Message} ({failure.Kind}). Check apiAddress and tokenAddress of the target, and whether it runs.",
                { MediaType: "text/html" } when reply.Text.TrimStart().StartsWith('<') =>
                    $"{target.TokenAddress} answers {reply.Status} with an HTML page, not with the partner API. Check apiAddress and tokenAddress of the target; a proxy or a login page may stand in front of it.",
                _ => null,
            };
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
