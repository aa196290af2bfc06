using System.IO.Compression;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Conformance.Mutants.Variants;

/// <summary>Deployments that are set up differently.</summary>
internal static class DeploymentVariants
{
    private const string Prefix = "/partner/live";

    public static IEnumerable<Variant> All =>
    [
        new("no-rule-names", "Nothing names the rule that refused: no real deployment does.", options =>
            options.WithReply((_, reply) => reply.WithoutHeader(RuleHeader.Name))),
        new("path-prefix", "The API lives under a prefix.", options => options with
        {
            Intercept = (request, next) => next(request with { Path = WithoutPrefix(request.Path) }),
        })
        { Describe = settings => settings with { ApiAddress = new Uri(settings.ApiAddress, Prefix) } },
        new("gzip", "Replies are compressed where the client says that it can read that.", options => options.WithReply((request, reply) =>
            request.Headers.First("Accept-Encoding")?.Contains("gzip", StringComparison.OrdinalIgnoreCase) == true && !reply.Body.IsEmpty
                ? Zipped(reply)
                : reply)),
        new("packed-twice", "Replies are compressed by deflate, then by br, though the client did not ask.", options =>
            options.WithReply((_, reply) => reply.Body.IsEmpty ? reply : PackedTwice(reply))),
        new("further-headers", "Replies carry headers of a gateway.", options => options.WithReply((_, reply) => reply
            .WithHeader("Server", "gateway")
            .WithHeader("Via", "1.1 edge")
            .WithHeader("Strict-Transport-Security", "max-age=31536000")
            .WithHeader("X-Request-Id", "0123456789"))),
        new("cookies", "Replies set a cookie that clients do not have to return.", options =>
            options.WithReply((_, reply) => reply.WithHeader("Set-Cookie", "edge=1; Path=/; Secure; HttpOnly"))),
        new("header-names-lower", "Header names come in lower case, as HTTP/2 sends them.", options =>
            options.WithReply((_, reply) => reply with { Headers = InLowerCase(reply.Headers) })),
    ];

    private static ApiReply PackedTwice(ApiReply reply)
    {
        using var packed = new MemoryStream();
        using (var outer = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var inner = new ZLibStream(outer, CompressionLevel.Fastest))
        {
            inner.Write(reply.Body.Span);
        }

        return (reply with { Body = packed.ToArray() }).WithHeader("Content-Encoding", "deflate, br");
    }

    private static string WithoutPrefix(string path) =>
        path.StartsWith(Prefix + "/", StringComparison.Ordinal) ? path[Prefix.Length..] : "/nowhere";

    private static HeaderList InLowerCase(HeaderList headers) =>
        new([.. headers.Fields.Select(line => line with { Name = line.Name.ToLowerInvariant() })]);

    private static ApiReply Zipped(ApiReply reply)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(reply.Body.Span);
        }

        return (reply with { Body = packed.ToArray() }).WithHeader("Content-Encoding", "gzip");
    }
}
