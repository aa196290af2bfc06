using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Rules;
using PartnerApi.Mock.Token;

namespace PartnerApi.Conformance.Mutants.Building;

/// <summary>Builds mutants and variants.</summary>
internal static class MutantBuilder
{
    /// <summary>The contracts by name, read once: their schemas take longer to build than a run takes.</summary>
    public static FrozenDictionary<string, Contract> Contracts { get; } =
        ContractFile.Names.ToFrozenDictionary(name => name, ContractFile.Named);

    // Contracts agree on what they share, so a request need not say by which one it was made.
    private static readonly ImmutableArray<RouteTable> Routes =
        [.. Contracts.Values.Select(contract => new RouteTable(contract.Operations))];

    private static readonly FrozenSet<string> TokenPaths = [.. Contracts.Values.Select(contract => contract.Token.Path)];

    private static readonly ImmutableArray<string> ExemptPaths =
    [
        .. Contracts.Values.SelectMany(contract => contract.Commands)
            .Where(command => command.ExemptGroup is not null)
            .Select(command => command.Path),
    ];

    /// <summary>The operation that a request names; null for none.</summary>
    public static Operation? Operation(this ApiRequest request) =>
        Routes.Select(routes => routes.Match(request.Path)?.For(request.Method)).FirstOrDefault(operation => operation is not null);

    public static bool IsToken(this ApiRequest request) => TokenPaths.Contains(request.Path);

    /// <summary>Whether a request goes to an exempt command's path, or below it.</summary>
    public static bool IsBelowExempt(this ApiRequest request) =>
        ExemptPaths.Any(path => request.Path == path || request.Path.StartsWith(path + "/", StringComparison.Ordinal));

    public static bool IsCommand(this ApiRequest request) => request.Operation()?.Kind == OperationKind.Command;

    public static bool Has(this ApiRequest request, string header) => request.Headers.First(header) is not null;

    public static string Form(this ApiRequest request, string name) =>
        FormBody.TryParse(request.Body.Span, out var form) ? form.First(name) ?? "" : "";

    public static ApiRequest WithForm(this ApiRequest request, string name, string value)
    {
        _ = FormBody.TryParse(request.Body.Span, out var form);
        var pairs = form.Pairs.Where(pair => pair.Key != name).Append(new(name, value));
        return request with { Body = Encode(pairs) };
    }

    public static ApiRequest WithoutForm(this ApiRequest request, string name)
    {
        _ = FormBody.TryParse(request.Body.Span, out var form);
        return request with { Body = Encode(form.Pairs.Where(pair => pair.Key != name)) };
    }

    public static ApiRequest WithHeader(this ApiRequest request, string name, string value) =>
        request with { Headers = request.Headers.Without(name).With(name, value) };

    public static ApiRequest WithoutHeader(this ApiRequest request, string name) =>
        request with { Headers = request.Headers.Without(name) };

    public static ApiReply WithoutHeader(this ApiReply reply, string name) =>
        reply with { Headers = reply.Headers.Without(name) };

    public static ApiReply WithHeader(this ApiReply reply, string name, string value) =>
        reply with { Headers = reply.Headers.Without(name).With(name, value) };

    /// <summary>The id of the rule that refused; null for a success.</summary>
    public static string? Rule(this ApiReply reply) => reply.Headers.First(RuleHeader.Name);

    public static bool IsSuccess(this ApiReply reply) => reply.Status is >= 200 and < 300;

    /// <summary>Changes the JSON object of a reply; other replies stay.</summary>
    public static ApiReply WithJson(this ApiReply reply, Action<JsonObject> change)
    {
        if (reply.Body.IsEmpty || JsonNode.Parse(reply.Body.Span) is not JsonObject body)
        {
            return reply;
        }

        change(body);
        return reply with { Body = JsonSerializer.SerializeToUtf8Bytes(body) };
    }

    public static ApiReply WithText(this ApiReply reply, Func<string, string> change) =>
        reply with { Body = Encoding.UTF8.GetBytes(change(reply.Text())) };

    public static MockOptions WithoutTokenRule(this MockOptions options, params string[] requirements) =>
        options with { TokenRules = requirements.Aggregate(options.TokenRules, (rules, id) => rules.Without(id)) };

    public static MockOptions WithoutCommandRule(this MockOptions options, params string[] requirements) =>
        options with { CommandRules = requirements.Aggregate(options.CommandRules, (rules, id) => rules.Without(id)) };

    /// <summary>Puts another check in the place of a rule; the rule keeps its name and its place.</summary>
    public static MockOptions WithTokenRule(this MockOptions options, string requirement, Func<TokenRequest, Refusal?, Refusal?> check) =>
        options with { TokenRules = Replace(options.TokenRules, requirement, check) };

    /// <summary>Puts another check in the place of a rule; the rule keeps its name and its place.</summary>
    public static MockOptions WithCommandRule(
        this MockOptions options, string requirement, Func<CommandRequest, Refusal?, Refusal?> check) =>
        options with { CommandRules = Replace(options.CommandRules, requirement, check) };

    /// <summary>Takes the names of rules out of replies, so that only what a real deployment sends is judged.</summary>
    public static MockOptions WithoutRuleNames(this MockOptions options)
    {
        var inner = options.Intercept ?? ((request, next) => next(request));
        return options with { Intercept = (request, next) => inner(request, next).WithoutHeader(RuleHeader.Name) };
    }

    /// <summary>Changes replies on their way out.</summary>
    public static MockOptions WithReply(this MockOptions options, Func<ApiRequest, ApiReply, ApiReply> change) =>
        options with { Intercept = (request, next) => change(request, next(request)) };

    /// <summary>Changes requests on their way in.</summary>
    public static MockOptions WithRequest(this MockOptions options, Func<ApiRequest, ApiRequest> change) =>
        options with { Intercept = (request, next) => next(change(request)) };

    private static ImmutableArray<Rule<T>> Replace<T>(
        ImmutableArray<Rule<T>> rules, string requirement, Func<T, Refusal?, Refusal?> check)
    {
        if (!rules.Any(rule => rule.Requirement == requirement))
        {
            throw new ArgumentException($"no rule has the requirement '{requirement}'", nameof(requirement));
        }

        return [.. rules.Select(rule => rule.Requirement == requirement
            ? rule with { Check = request => check(request, rule.Check(request)) }
            : rule)];
    }

    private static byte[] Encode(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var encoded = pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}");
        return Encoding.UTF8.GetBytes(string.Join('&', encoded));
    }
}
