using System.Text;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Journal;

/// <summary>Writes a request as a command line for a POSIX shell. Where a secret stood, the line names a variable to set first.</summary>
internal static class CurlLine
{
    private const string Next = " \\\n  ";

    // What the tool sets by itself, and what belongs to one connection only.
    private static readonly string[] Own = ["Host", "Content-Length", "Connection", "Accept-Encoding", "Transfer-Encoding", "Expect"];

    public static string Of(ApiRequest request, Uri address)
    {
        var line = new StringBuilder("curl -sS").Append(Options(request, address));
        foreach (var field in request.Headers.Fields.Where(field => !Own.Contains(field.Key, StringComparer.OrdinalIgnoreCase)))
        {
            // The tool takes a header without a value for one to leave out, unless it ends in a semicolon.
            line.Append(Next).Append("-H ").Append(ShellText.Of(string.IsNullOrWhiteSpace(field.Value) ? field.Key + ";" : $"{field.Key}: {field.Value}"));
        }

        if (!request.Body.IsEmpty)
        {
            AppendBody(line, request);
        }

        var query = request.Query.Length == 0 ? "" : "?" + request.Query;
        line.Append(Next).Append(ShellText.Of(address.GetLeftPart(UriPartial.Authority) + request.Path + query));
        return ShellText.Unmasked(line.ToString());
    }

    // Against its habits of reading brackets as lists, of folding dots in paths, and of sending a body by POST.
    private static string Options(ApiRequest request, Uri address) => string.Concat(
        address is { Scheme: "https", IsLoopback: true } ? " -k" : "",
        (request.Path + request.Query).AsSpan().ContainsAny("[]{}") ? " -g" : "",
        request.Path.Contains("/.", StringComparison.Ordinal) ? " --path-as-is" : "",
        request.Method switch
        {
            "HEAD" => " -I",
            "GET" when request.Body.IsEmpty => "",
            var method => " -X " + ShellText.Of(method),
        });

    // Raw, since a body that begins with @ would otherwise name a file of whoever pastes the line.
    private static void AppendBody(StringBuilder line, ApiRequest request)
    {
        if (request.Headers.First("Content-Type") is null)
        {
            line.Append(Next).Append("-H 'Content-Type:'");
        }

        if (ShellText.Fits(request.Body.Span))
        {
            line.Append(Next).Append("--data-raw ").Append(ShellText.Of(Encoding.UTF8.GetString(request.Body.Span)));
        }
        else
        {
            line.Insert(0, $"printf '%b' {ShellText.Escaped(request.Body.Span)} |{Next}").Append(Next).Append("--data-binary @-");
        }
    }
}
