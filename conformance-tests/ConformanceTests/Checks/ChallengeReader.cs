using System.Text;

namespace PartnerApi.Conformance.Checks;

// Reads one line of challenges by the grammar of RFC 9110, section 11.6.1.
internal sealed class ChallengeReader(string line)
{
    private readonly List<(string Scheme, string? Token68, List<(string, string)> Parameters)> _read = [];
    private int _at;

    public ChallengeList Read()
    {
        string? problem = null;
        while (problem is null && SkipToNext())
        {
            problem = Element();
        }

        return new([.. _read.Select(one => new Challenge(one.Scheme, one.Token68, [.. one.Parameters]))], problem);
    }

    private char Here => _at < line.Length ? line[_at] : '\0';

    private bool SkipToNext()
    {
        while (Here is ' ' or '\t' or ',')
        {
            _at++;
        }

        return _at < line.Length;
    }

    // An element of the list is a new challenge or one more parameter of the last one: only what follows the token tells.
    private string? Element()
    {
        var token = Token();
        if (token.Length == 0)
        {
            return $"unexpected '{Here}' at position {_at}";
        }

        if (AtParameterValue() && _read.Count > 0)
        {
            return Value(token);
        }

        _read.Add((token, null, []));
        return Here == ' ' ? First() : Here is '\0' or ',' or '\t' ? null : $"unexpected '{Here}' after the scheme '{token}'";
    }

    private string? First()
    {
        SkipSpaces();
        if (Token68() is { } value)
        {
            _read[^1] = _read[^1] with { Token68 = value };
            return null;
        }

        return Here is '\0' or ',' ? null : Parameter();
    }

    private string? Parameter()
    {
        var name = Token();
        return name.Length > 0 && AtParameterValue() ? Value(name) : $"no parameter at position {_at}";
    }

    private string? Value(string name)
    {
        SkipSpaces();
        _at++;
        SkipSpaces();
        var value = Here == '"' ? Quoted() : Token();
        _read[^1].Parameters.Add((name, value ?? ""));
        return value is null || (value.Length == 0 && line[_at - 1] != '"') ? $"the parameter '{name}' has no well-formed value" : null;
    }

    private bool AtParameterValue()
    {
        var ahead = _at;
        while (ahead < line.Length && line[ahead] is ' ' or '\t')
        {
            ahead++;
        }

        return ahead < line.Length && line[ahead] == '=';
    }

    private string? Token68()
    {
        var end = _at;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || "-._~+/".Contains(line[end], StringComparison.Ordinal)))
        {
            end++;
        }

        var letters = end - _at;
        while (end < line.Length && line[end] == '=')
        {
            end++;
        }

        var alone = line[end..].TrimStart(' ', '\t');
        if (letters == 0 || !(alone.Length == 0 || alone[0] == ','))
        {
            return null;
        }

        var value = line[_at..end];
        _at = end;
        return value;
    }

    private string? Quoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < line.Length; _at++)
        {
            if (line[_at] == '"')
            {
                _at++;
                return value.ToString();
            }

            _at += line[_at] == '\\' && _at + 1 < line.Length ? 1 : 0;
            value.Append(line[_at]);
        }

        return null;
    }

    private string Token()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Here) || (Here != '\0' && "!#$%&'*+-.^_`|~".Contains(Here, StringComparison.Ordinal)))
        {
            _at++;
        }

        return line[start.._at];
    }

    private void SkipSpaces()
    {
        while (Here is ' ' or '\t')
        {
            _at++;
        }
    }
}
