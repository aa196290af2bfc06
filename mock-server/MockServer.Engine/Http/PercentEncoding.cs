using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PartnerApi.Mock.Http;

/// <summary>Strict percent-decoding: a bad escape or bytes that are no UTF-8 are an error, not a guess.</summary>
public static class PercentEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes text that came as characters.</summary>
    /// <param name="text">The encoded text.</param>
    /// <param name="plusIsSpace">True for form encoding, where a plus stands for a blank.</param>
    /// <param name="decoded">The decoded text.</param>
    /// <returns>False when an escape is broken or the bytes are no UTF-8.</returns>
    public static bool TryDecode(ReadOnlySpan<char> text, bool plusIsSpace, [NotNullWhen(true)] out string? decoded)
    {
        if (text.IndexOfAny('%', '+') < 0)
        {
            decoded = text.ToString();
            return true;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes);
        var done = TryDecode(bytes.AsSpan(0, length), plusIsSpace, out decoded);
        ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        return done;
    }

    /// <summary>Decodes text that came as bytes.</summary>
    /// <param name="encoded">The encoded bytes.</param>
    /// <param name="plusIsSpace">True for form encoding, where a plus stands for a blank.</param>
    /// <param name="decoded">The decoded text.</param>
    /// <returns>False when an escape is broken or the bytes are no UTF-8.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, bool plusIsSpace, [NotNullWhen(true)] out string? decoded)
    {
        if (!encoded.ContainsAny((byte)'%', (byte)'+'))
        {
            return TryRead(encoded, out decoded);
        }

        decoded = null;
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var index = 0; index < encoded.Length; index++)
        {
            var current = encoded[index];
            if (current == '%')
            {
                if (index + 2 >= encoded.Length || Hex(encoded[index + 1]) < 0 || Hex(encoded[index + 2]) < 0)
                {
                    return false;
                }

                current = (byte)((Hex(encoded[index + 1]) << 4) | Hex(encoded[index + 2]));
                index += 2;
            }
            else if (current == '+' && plusIsSpace)
            {
                current = (byte)' ';
            }

            bytes[length++] = current;
        }

        return TryRead(bytes.AsSpan(0, length), out decoded);
    }

    private static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(utf8);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    private static int Hex(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
