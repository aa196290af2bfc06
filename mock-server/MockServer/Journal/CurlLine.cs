using System.Text;
using PartnerApi.Mock.Engine;
using PartnerApi.Mock.Secrecy;

namespace PartnerApi.Mock.Journal;

/// <summary>Writes a request as a command line for a shell. Where a secret stood, the line names a variable to set first.</summary>
internal static class CurlLine
{
    // What the tool sets by itself, and what belongs to one connection only.
    private static readonly string[] Own = ["Host", "Content-Length", "Connection", "Accept-Encoding", "Transfer-Encoding", "Expect"];

    public static string Of(ApiRequest request, Uri address)
    {
        var line = new StringBuilder("curl -sS");
        line.Append(request.Method is "GET" ? "" : " -X " + Quote(request.Method));
        foreach (var field in request.Headers.Fields.Where(field => !Own.Contains(field.Key, StringComparer.OrdinalIgnoreCase)))
        {
            line.Append(" \\\n  -H ").Append(Quote($"{field.Key}: {field.Value}"));
        }

        if (!request.Body.IsEmpty)
        {
            line.Append(" \\\n  --data-binary ").Append(Quote(Encoding.UTF8.GetString(request.Body.Span)));
        }

        var query = request.Query.Length == 0 ? "" : "?" + request.Query;
        return line.Append(" \\\n  ").Append(Quote(address.GetLeftPart(UriPartial.Authority) + request.Path + query)).ToString();
    }

    // In double quotes behind the single ones, so that the shell puts the value in.
    private static string Quote(string text) => "'" + text
        .Replace("'", @"'\''", StringComparison.Ordinal)
        .Replace(SecretSet.SecretMask, "'\"$SECRET\"'", StringComparison.Ordinal)
        .Replace(SecretSet.TokenMask, "'\"$TOKEN\"'", StringComparison.Ordinal) + "'";
}
