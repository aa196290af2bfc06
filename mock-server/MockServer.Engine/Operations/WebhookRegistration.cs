using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Operations;

/// <summary>Where a webhook may be registered.</summary>
internal static class WebhookRegistration
{
    public const string InvalidUrl =
        "the url is not an https address; http is allowed only for this machine and for hosts in the setting webhookHost";

    /// <summary>Whether the request registers a webhook at an address that the mock does not send to.</summary>
    public static bool HasInvalidUrl(CommandRequest request) =>
        request.Operation.Resource is { Type: ResourceStore.Webhook, Action: ResourceAction.Put }
        && !request.Session.Webhooks.Hosts.MayRegister(request.Body.Members.Text("url") ?? "");
}
