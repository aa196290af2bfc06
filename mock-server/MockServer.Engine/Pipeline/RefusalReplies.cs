using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Creates the reply of a refusal in the documented form of its endpoint.</summary>
/// <param name="explain">Whether the reply contains the explanation.</param>
internal sealed class RefusalReplies(bool explain)
{
    public ApiReply Write(RequestContext context) => context.TokenRequest is null
        ? ErrorMessage.Write(context.Broken!, context.Session.Ids.Next(), explain)
        : TokenError.Write(context.Broken!, explain);
}
