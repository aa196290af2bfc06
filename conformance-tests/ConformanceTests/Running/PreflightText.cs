using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

// What the preflight quotes of a reply, and what kinds of replies it tells apart.
internal static class PreflightText
{
    private const int MaxQuote = 300;

    public static string Quote(Exchange reply)
    {
        var text = reply is { Reply: not null, MediaType: "text/html" } ? $"{reply.Status} with an HTML page" : reply.Summary();
        return text.Length <= MaxQuote ? text : text[..MaxQuote] + "…";
    }

    // A proxy or a login page answers with a page, whatever its status.
    public static bool IsPage(Exchange reply) => reply.MediaType == "text/html" && reply.Text.TrimStart().StartsWith('<');

    public static bool IsRedirect(Exchange reply) => reply.Status is 301 or 302 or 303 or 307 or 308;

    // A rate limit or a proxy says nothing about the settings.
    public static bool IsBlocked(Exchange reply) => reply.Intermediary is not null || reply.Status is 429 or 503;
}
