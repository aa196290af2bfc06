using System.Text;
using PartnerApi.HttpTrace;

namespace PartnerApi.Mock.Http;

/// <summary>Client credentials of an <c>Authorization: Basic</c> header (RFC 6749, section 2.3.1).</summary>
/// <param name="ClientId">The client's id.</param>
/// <param name="Secret">The client's secret.</param>
public sealed record BasicCredentials(string ClientId, string Secret)
{
    /// <summary>Reads the header.</summary>
    /// <param name="authorization">The header's value.</param>
    /// <returns>The credentials, or null when the scheme is another one or the value cannot be read.</returns>
    public static BasicCredentials? Read(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var encoded = authorization["Basic ".Length..].Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            return null;
        }

        var colon = bytes.AsSpan(0, length).IndexOf((byte)':');
        return colon >= 0
            && PercentEncoding.TryDecode(bytes.AsSpan(0, colon), plusIsSpace: true, out var id)
            && PercentEncoding.TryDecode(bytes.AsSpan(colon + 1, length - colon - 1), plusIsSpace: true, out var secret)
                ? new(id, secret)
                : null;
    }

    // A record prints its members; this one must not print the secret.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("ClientId = ").Append(ClientId);
        return true;
    }
}
