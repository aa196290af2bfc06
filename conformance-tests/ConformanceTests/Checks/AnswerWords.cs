using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Checks;

/// <summary>
/// A reply's body as a bag of words, each with the member that holds it. Order does not count, so lists may come in any order. A word
/// with a digit counts by its presence only: it may be an id, a time or a number that differs in each reply.
/// </summary>
internal sealed class AnswerWords
{
    private const int MaxCharacters = 64 * 1024;
    private const int MaxCodeLength = 120;
    private const int MaxSmallNumber = 6;

    private static readonly HashSet<string> CodeMembers =
        ["error", "errorcode", "code", "errortype", "errorkey", "reason", "reasoncode", "type", "kind"];

    private readonly Dictionary<string, int> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Member, string Code)> _codes = [];
    private ILookup<string, string>? _byMember;

    private AnswerWords()
    {
    }

    /// <summary>How often each stable word occurs.</summary>
    public IReadOnlyDictionary<string, int> Words => _words;

    /// <summary>Number of words, those with a digit included.</summary>
    public int Total { get; private set; }

    /// <summary>Error codes, by the member that holds them.</summary>
    public ILookup<string, string> Codes =>
        _byMember ??= _codes.ToLookup(code => code.Member, code => code.Code, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>Its words.</returns>
    public static AnswerWords Read(Exchange reply)
    {
        var words = new AnswerWords();
        words.Count("media type", reply.MediaType);
        if (reply.Json.Root is { } root)
        {
            words.Add("", root);
        }
        else
        {
            words.Add("", reply.Text);
        }

        return words;
    }

    private void Add(string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    var inner = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    Count(inner, "");
                    Add(inner, member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Add(path, item);
                }

                break;
            case JsonValueKind.String:
                AddText(path, value.GetString()!);
                break;
            default:
                AddText(path, value.GetRawText());
                break;
        }
    }

    private void AddText(string path, string text)
    {
        if (IsCode(path, text))
        {
            _codes.Add((path, text));
        }

        Add(path, text);
    }

    private void Add(string path, string text)
    {
        var word = new StringBuilder();
        foreach (var c in text.Take(MaxCharacters).Append(' '))
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_' or ':' or '.' or '+' or '/' or '%')
            {
                word.Append(c);
            }
            else
            {
                AddWord(path, word.ToString().Trim('-', '_', ':', '.', '+', '/'));
                word.Clear();
            }
        }
    }

    private void AddWord(string path, string word)
    {
        if (word.Length > 0)
        {
            Count(path, word);
        }
    }

    private void Count(string path, string word)
    {
        Total++;
        if (!word.Any(char.IsAsciiDigit))
        {
            var key = $"{path} {word}";
            _words[key] = _words.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Whether a text is an error code: a word without blanks, in a member such as <c>errorCode</c>.</summary>
    /// <param name="path">The member, as a path such as <c>error.code</c>.</param>
    /// <param name="text">The text.</param>
    /// <returns>False for a long number, which is an id or a point in time.</returns>
    internal static bool IsCode(string path, string text)
    {
        var name = path[(path.LastIndexOf('.') + 1)..]
            .Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return CodeMembers.Contains(name.ToLowerInvariant())
            && text.Length is > 0 and <= MaxCodeLength
            && !text.Any(char.IsWhiteSpace)
            && !(text.Length > MaxSmallNumber && text.All(char.IsAsciiDigit));
    }
}
