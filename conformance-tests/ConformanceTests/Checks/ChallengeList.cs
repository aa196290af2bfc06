using System.Collections.Immutable;
using System.Text;

namespace PartnerApi.Conformance.Checks;

/// <summary>One challenge of <c>WWW-Authenticate</c> (RFC 9110, section 11.6.1).</summary>
/// <param name="Scheme">The scheme as sent.</param>
/// <param name="Token68">The single value that some schemes carry; null when there is none.</param>
/// <param name="Parameters">Parameters in order; a name that came twice is here twice.</param>
public sealed record Challenge(string Scheme, string? Token68, ImmutableArray<(string Name, string Value)> Parameters)
{
    /// <summary>Value of the first parameter of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The value; null when there is none.</returns>
    public string? this[string name] =>
        Parameters.Where(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(parameter => parameter.Value).FirstOrDefault();

    /// <summary>Names that came more than once.</summary>
    public ImmutableArray<string> RepeatedNames =>
        [.. Parameters.GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).Select(group => group.Key)];

    /// <summary>Whether it is of a scheme, whose case does not matter (RFC 9110, section 11.1).</summary>
    /// <param name="scheme">The scheme.</param>
    /// <returns>True when it is.</returns>
    public bool Is(string scheme) => Scheme.Equals(scheme, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The challenges of a reply: several per line and several lines are both legal.</summary>
/// <param name="Challenges">What could be read.</param>
/// <param name="Problem">Where a line breaks the grammar; null when none does.</param>
public sealed record ChallengeList(ImmutableArray<Challenge> Challenges, string? Problem)
{
    /// <summary>Reads header lines.</summary>
    /// <param name="lines">Values of the <c>WWW-Authenticate</c> lines.</param>
    /// <returns>The challenges, in order.</returns>
    public static ChallengeList Parse(IEnumerable<string> lines)
    {
        var all = lines.Select(line => new Reader(line).Read()).ToList();
        return new([.. all.SelectMany(list => list.Challenges)], all.Select(list => list.Problem).FirstOrDefault(problem => problem is not null));
    }

    private sealed class Reader(string line)
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
            return value is null or "" && line[_at - 1] != '"' ? $"the parameter '{name}' has no well-formed value" : null;
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
}
