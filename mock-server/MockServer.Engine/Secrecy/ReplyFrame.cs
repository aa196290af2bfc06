namespace PartnerApi.Mock.Secrecy;

/// <summary>What stands around a token in a JSON reply: the name before it gives it away, so it is masked whatever it is.</summary>
/// <param name="Before">The text before the token, up to its quotation mark.</param>
/// <param name="Behind">The text behind it, from its quotation mark.</param>
internal sealed record ReplyFrame(string Before, string Behind)
{
    /// <summary>Whether a secret may reach from the token over one of its quotation marks into the frame: then more than the token is masked.</summary>
    /// <param name="secret">The secret.</param>
    public bool IsCrossedBy(string secret)
    {
        for (var quote = secret.IndexOf('"'); quote >= 0; quote = secret.IndexOf('"', quote + 1))
        {
            if (Meets(Behind, secret[quote..]) || Meets(Reversed(Before), Reversed(secret[..(quote + 1)])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Meets(string left, string right) =>
        left.StartsWith(right, StringComparison.OrdinalIgnoreCase) || right.StartsWith(left, StringComparison.OrdinalIgnoreCase);

    private static string Reversed(string text) => string.Concat(text.Reverse());
}
