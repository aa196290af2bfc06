using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Mock.Pipeline;

/// <summary>A path of the contract with its operations.</summary>
/// <param name="Operations">The operations by method.</param>
/// <param name="Values">Decoded values of the path parameters, in the order of the template.</param>
public sealed record RouteMatch(ImmutableArray<Operation> Operations, ImmutableArray<string> Values)
{
    /// <summary>Methods that the path accepts, in the order of the contract.</summary>
    public ImmutableArray<string> Methods =>
        [.. Operations.SelectMany(operation => operation.Method == "GET" ? ["GET", "HEAD"] : (string[])[operation.Method])];

    /// <summary>Finds the operation for a method.</summary>
    /// <param name="method">The method, case-sensitive; HEAD is answered as GET is (RFC 9110, section 9.3.2).</param>
    /// <returns>The operation, or null when the path does not accept the method.</returns>
    public Operation? For(string method)
    {
        method = method == "HEAD" ? "GET" : method;
        foreach (var operation in Operations)
        {
            if (operation.Method == method)
            {
                return operation;
            }
        }

        return null;
    }
}

/// <summary>Finds the operation of a path in time that depends on its segments, not on the number of operations.</summary>
public sealed class RouteTable
{
    // An id counts as one letter, so that a long one does not outweigh the names.
    private const string Id = "{";

    private readonly Node _root = new();
    private readonly ImmutableArray<string> _paths;

    /// <summary>Builds the table.</summary>
    /// <param name="operations">The contract's operations.</param>
    public RouteTable(IEnumerable<Operation> operations)
    {
        var all = operations.ToList();
        _paths = [.. all.Select(operation => operation.Path).Distinct()];
        foreach (var operation in all)
        {
            var node = _root;
            foreach (var segment in operation.Path.Split('/').Skip(1))
            {
                node = segment.StartsWith('{') ? node.Parameter ??= new() : node.Literal(segment);
            }

            node.Operations = node.Operations.Add(operation);
        }
    }

    /// <summary>Finds the operations of a path.</summary>
    /// <param name="path">The path, still percent-encoded; a trailing slash makes it another path.</param>
    /// <returns>The match, or null when the contract has no such path or the path is not validly encoded.</returns>
    public RouteMatch? Match(string path) =>
        path.StartsWith('/') ? Match(_root, path, 1, []) : null;

    /// <summary>The end of a message about an unknown path: the most similar paths of the contract.</summary>
    /// <param name="path">The path that was sent.</param>
    /// <returns>A text such as <c> (did you mean /users?)</c>; empty when no path is similar.</returns>
    public string DidYouMean(string path)
    {
        var templates = _paths.ToLookup(template => Shape(template, segment => segment.StartsWith('{')));
        var typed = Shape(path, segment => segment.Length > 8 && segment.Any(char.IsAsciiDigit));
        return Fixtures.Loading.DidYouMean.Clause(typed, templates.Select(group => group.Key), shape => templates[shape].First());
    }

    private static string Shape(string path, Func<string, bool> isId) =>
        string.Join('/', path.Split('/').Select(segment => isId(segment) ? Id : segment));

    // Literal before parameter: /customers/legal-entities is not a customer named "legal-entities".
    private static RouteMatch? Match(Node node, string path, int start, ImmutableArray<string> values)
    {
        if (start > path.Length)
        {
            return node.Operations.IsEmpty ? null : new(node.Operations, values);
        }

        var end = path.IndexOf('/', start);
        end = end < 0 ? path.Length : end;
        var sent = path.AsSpan(start, end - start);
        string? decoded = null;
        if (sent.Contains('%') && !PercentEncoding.TryDecode(sent, plusIsSpace: false, out decoded))
        {
            return null;
        }

        var segment = decoded ?? sent;
        return node.Find(segment) is { } literal && Match(literal, path, end + 1, values) is { } match
            ? match
            : node.Parameter is { } parameter && segment.Length > 0
                ? Match(parameter, path, end + 1, values.Add(decoded ?? sent.ToString()))
                : null;
    }

    private sealed class Node
    {
        private readonly Dictionary<string, Node> _literals = new(StringComparer.Ordinal);

        public Node? Parameter { get; set; }

        public ImmutableArray<Operation> Operations { get; set; } = [];

        public Node? Find(ReadOnlySpan<char> segment) =>
            _literals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(segment, out var node) ? node : null;

        public Node Literal(string segment) =>
            _literals.TryGetValue(segment, out var node) ? node : _literals[segment] = new();
    }
}
