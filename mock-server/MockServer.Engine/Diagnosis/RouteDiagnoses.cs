using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in path and method.</summary>
internal static class RouteDiagnoses
{
    private const string Path = "API.route.known";
    private const string Method = "RFC9110-15.5.6.allow";

    public static ImmutableArray<DiagnosisRule> All { get; } =
    [
        new(Path, refused => refused.Http.Path.Contains("//", StringComparison.Ordinal)
            ? Other(
                "The path has an empty segment, usually because the base address ends in a slash or an id is empty",
                "Join base address and path with one slash, and check that each id has a value", refused,
                refused.Http.Path.Replace("//", "/", StringComparison.Ordinal))
            : null),
        new(Path, refused => refused.Http.Path.Length > 1 && refused.Http.Path.EndsWith('/')
            && Knows(refused, refused.Http.Path.TrimEnd('/'))
            ? Other(
                "The path has a trailing slash that is not in the contract", "Remove the trailing slash", refused,
                refused.Http.Path.TrimEnd('/'))
            : null),
        new(Path, refused => refused.Http.Path.Contains("%3F", StringComparison.OrdinalIgnoreCase)
            ? Other(
                "The question mark was percent-encoded, so the query became part of the path",
                "Append the query to the path with an unencoded question mark", refused,
                refused.Http.Path.Replace("%3F", "?", StringComparison.OrdinalIgnoreCase))
            : null),
        new(Path, refused => Template(refused, StringComparison.OrdinalIgnoreCase) is { } template
            ? Other(
                "The path differs only in upper and lower case", "Use the exact path of the contract; paths are case-sensitive", refused,
                template)
            : null),
        new(Path, refused => Shorter(refused) is { } rest
            ? Other(
                $"The path starts with '{refused.Http.Path[..^rest.Length]}', which is not part of this API's paths",
                "Remove that part from the client's base address", refused, rest)
            : null),
        new(Path, refused => Near(refused) is { } template
            ? Other("The contract does not contain this path; a similar path exists", $"Use {template}", refused, template)
            : null),
        new(
            Path,
            refused => new(
                $"The contract does not contain the path {refused.Http.Path}",
                "Compare the path with the contract (GET /control/v1/contract)")),
        new(Method, refused =>
            Allowed(refused).FirstOrDefault(method => method.Equals(refused.Http.Method, StringComparison.OrdinalIgnoreCase)) is { } same
            ? new RequestDiagnosis("The method is not in upper case; methods are case-sensitive", $"Send {same}")
                .WithDifference(refused.Http.Method, same)
            : null),
        new(Method, refused => refused.Http.Path == refused.Contract.Token.Path
            ? new RequestDiagnosis(
                $"A token was requested with {refused.Http.Method}; the token endpoint accepts only POST",
                "Send a POST with the parameters in the body, not in the URL")
                .WithDifference(refused.Http.Method, "POST")
            : null),
        new(
            Method,
            refused => new RequestDiagnosis(
                $"The method is {refused.Http.Method}; the path accepts {Allow(refused)}",
                $"Send {string.Join(" or ", Allowed(refused))}").WithDifference(refused.Http.Method, Allow(refused))),
    ];

    private static RequestDiagnosis Other(string text, string fix, RefusedRequest refused, string expected) =>
        new RequestDiagnosis(text, fix).WithDifference(refused.Http.Path, expected);

    private static string Allow(RefusedRequest refused) => refused.Broken.Refusal.Headers.First("Allow") ?? "another method";

    private static string[] Allowed(RefusedRequest refused) => Allow(refused).Split(", ");

    private static bool Knows(RefusedRequest refused, string path) => Match(refused.Contract, path, StringComparison.Ordinal) is not null;

    private static string? Template(RefusedRequest refused, StringComparison comparison) =>
        Match(refused.Contract, refused.Http.Path, comparison)?.Path;

    private static Operation? Match(Contract contract, string path, StringComparison comparison)
    {
        var segments = path.Split('/');
        return contract.Operations.FirstOrDefault(operation =>
            operation.Path.Split('/') is var wanted && wanted.Length == segments.Length
            && wanted.Zip(segments).All(pair => pair.First.StartsWith('{')
                ? pair.Second.Length > 0
                : pair.First.Equals(pair.Second, comparison)));
    }

    // The path without its leading segments, if that is a path of the contract.
    private static string? Shorter(RefusedRequest refused)
    {
        var path = refused.Http.Path;
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Knows(refused, path[slash..]))
            {
                return path[slash..];
            }
        }

        return null;
    }

    // Ids count as one letter each; otherwise a long id would dominate the distance.
    private static string? Near(RefusedRequest refused)
    {
        var typed = string.Join(
            '/', refused.Http.Path.Split('/').Select(segment => segment.Any(char.IsAsciiDigit) && segment.Length > 8 ? "{" : segment));
        var templates = refused.Contract.Operations.Select(operation => operation.Path).Distinct()
            .ToLookup(path => string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "{" : segment)));
        return typed.Length > 200 || DidYouMean.Suggest(typed, templates.Select(group => group.Key)) is not [var best, ..]
            ? null
            : templates[best].First();
    }
}
