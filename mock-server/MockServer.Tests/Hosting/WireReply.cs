using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PartnerApi.Mock.Tests.Hosting;

/// <summary>A reply as it came over the wire.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Head">Status line and header lines, in order.</param>
/// <param name="Body">The body, out of its chunks.</param>
internal sealed record WireReply(int Status, ImmutableArray<string> Head, ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    public JsonNode Json => JsonNode.Parse(Body.Span)!;

    public string? Header(string name) => Head
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    /// <summary>Everything but the date: what two mocks at two moments must have in common.</summary>
    public string Comparable =>
        string.Join(
            '\n',
            Head.Where(line => !line.StartsWith(
                "Date:", StringComparison.OrdinalIgnoreCase))) + "\n\n" + Convert.ToHexString(Body.Span) + "\n" + Text;

    public static async Task<WireReply> ReadAsync(Stream stream, bool bodyless)
    {
        while (true)
        {
            var head = await HeadAsync(stream);
            var status = int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture);
            if (status >= 200)
            {
                var reply = new WireReply(status, head, default);
                return bodyless || status is 204 or 304 ? reply : reply with { Body = await BodyAsync(reply, stream) };
            }
        }
    }

    private static async Task<ImmutableArray<string>> HeadAsync(Stream stream)
    {
        var head = ImmutableArray.CreateBuilder<string>();
        while (await LineAsync(stream) is { Length: > 0 } line)
        {
            head.Add(line);
        }

        return head.Count > 0 ? head.ToImmutable() : throw new EndOfStreamException("the connection was closed without a reply");
    }

    private static async Task<byte[]> BodyAsync(WireReply reply, Stream stream)
    {
        if (reply.Header("Content-Length") is { } length)
        {
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body);
            return body;
        }

        using var whole = new MemoryStream();
        if (reply.Header("Transfer-Encoding") != "chunked")
        {
            await stream.CopyToAsync(whole);
            return whole.ToArray();
        }

        while (int.Parse(await LineAsync(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            var chunk = new byte[size + 2];
            await stream.ReadExactlyAsync(chunk);
            whole.Write(chunk.AsSpan(0, size));
        }

        await LineAsync(stream);
        return whole.ToArray();
    }

    private static async Task<string> LineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
