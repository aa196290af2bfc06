using System.Collections.Immutable;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;

namespace PartnerApi.Mock.Diagnosis;

/// <summary>Mistakes in path and method.</summary>
internal static class RouteDetectors
{
    private const string Path = "API.route.known";
    private const string Method = "RFC9110-15.5.6.allow";

    public static ImmutableArray<Detector> All { get; } =
    [
        new(Path, symptom => symptom.Http.Path.Contains("//", StringComparison.Ordinal)
            ? Other("The path has an empty segment, usually a base address that ends in a slash or an id that is empty", "Join base address and path with one slash, and check that each id has a value", symptom, symptom.Http.Path.Replace("//", "/", StringComparison.Ordinal))
            : null),
        new(Path, symptom => symptom.Http.Path.Length > 1 && symptom.Http.Path.EndsWith('/') && Knows(symptom, symptom.Http.Path.TrimEnd('/'))
            ? Other("The path ends in a slash that the contract does not have", "Remove the slash at the end", symptom, symptom.Http.Path.TrimEnd('/'))
            : null),
        new(Path, symptom => symptom.Http.Path.Contains("%3F", StringComparison.OrdinalIgnoreCase)
            ? Other("The question mark was percent-encoded, so the query became a part of the path", "Append the query behind the path, unencoded", symptom, symptom.Http.Path.Replace("%3F", "?", StringComparison.OrdinalIgnoreCase))
            : null),
        new(Path, symptom => Template(symptom, StringComparison.OrdinalIgnoreCase) is { } template
            ? Other("The path is right but for the letter case", "Write the path as the contract does; paths are case-sensitive", symptom, template)
            : null),
        new(Path, symptom => Shorter(symptom) is { } rest
            ? Other($"The path starts with '{symptom.Http.Path[..^rest.Length]}', which this address does not have", "Take that part out of the base address of the client", symptom, rest)
            : null),
        new(Path, symptom => Near(symptom) is { } template
            ? Other("The contract has no such path; a similar one exists", $"Use {template}", symptom, template)
            : null),
        new(Path, symptom => new($"The contract has no path like {symptom.Http.Path}", "Compare the path with the contract (GET /control/v1/contract)")),
        new(Method, symptom => Allowed(symptom).FirstOrDefault(method => method.Equals(symptom.Http.Method, StringComparison.OrdinalIgnoreCase)) is { } same
            ? new Cause("The method is in another letter case; methods are case-sensitive", $"Send {same}").Instead(symptom.Http.Method, same)
            : null),
        new(Method, symptom => symptom.Http.Path == symptom.Contract.Token.Path
            ? new Cause($"A token was asked for by {symptom.Http.Method}; the token endpoint takes POST only", "Send a POST with the parameters in the body, not in the URL").Instead(symptom.Http.Method, "POST")
            : null),
        new(Method, symptom => new Cause($"{symptom.Http.Method} was sent where the path accepts {Allow(symptom)}", $"Send {string.Join(" or ", Allowed(symptom))}").Instead(symptom.Http.Method, Allow(symptom))),
    ];

    private static Cause Other(string text, string fix, Symptom symptom, string wanted) => new Cause(text, fix).Instead(symptom.Http.Path, wanted);

    private static string Allow(Symptom symptom) => symptom.Broken.Refusal.Headers.First("Allow") ?? "another method";

    private static string[] Allowed(Symptom symptom) => Allow(symptom).Split(", ");

    private static bool Knows(Symptom symptom, string path) => Match(symptom.Contract, path, StringComparison.Ordinal) is not null;

    private static string? Template(Symptom symptom, StringComparison comparison) => Match(symptom.Contract, symptom.Http.Path, comparison)?.Path;

    private static Operation? Match(Contract contract, string path, StringComparison comparison)
    {
        var segments = path.Split('/');
        return contract.Operations.FirstOrDefault(operation =>
            operation.Path.Split('/') is var wanted && wanted.Length == segments.Length
            && wanted.Zip(segments).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, comparison)));
    }

    // What remains when leading segments are taken away, where that is a path of the contract.
    private static string? Shorter(Symptom symptom)
    {
        var path = symptom.Http.Path;
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Knows(symptom, path[slash..]))
            {
                return path[slash..];
            }
        }

        return null;
    }

    // Ids count as one letter each, or a long one would outweigh every name.
    private static string? Near(Symptom symptom)
    {
        var typed = string.Join('/', symptom.Http.Path.Split('/').Select(segment => segment.Any(char.IsAsciiDigit) && segment.Length > 8 ? "{" : segment));
        var templates = symptom.Contract.Operations.Select(operation => operation.Path).Distinct()
            .ToLookup(path => string.Join('/', path.Split('/').Select(segment => segment.StartsWith('{') ? "{" : segment)));
        return typed.Length > 200 || Nearest.To(typed, templates.Select(group => group.Key)) is not [var best, ..] ? null : templates[best].First();
    }
}
