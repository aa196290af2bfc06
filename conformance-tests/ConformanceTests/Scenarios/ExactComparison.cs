using System.Collections.Immutable;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>
/// Credentials, grant_type, token and scheme are compared whole: letter case, beginning, end, blanks, NUL and normal forms count (RFC 6749,
/// section 1.6; only the scheme is case-insensitive). Runs after the other scenarios: these need what the budget of bad credentials
/// leaves.
/// </summary>
[NonParallelizable, Order(1000)]
public sealed class ExactComparison : Scenario
{
    private const string Secret = "S1.client_secret";
    private const string ClientId = "S1.client_id";
    private const string Grant = "S2.grant_type.unknown";
    private const string Tampered = "S3.bearer.tampered";
    private const string Garbage = "S3.bearer.garbage";
    private const string Scheme = "RFC6750-2.1.wrong_scheme";

    [Test, Verifies(Secret)]
    public async Task The_client_secret_is_compared_whole()
    {
        await Control(Good);
        var right = Good.ClientSecret!;
        var redactor = Run.Transport.Redactor;
        List<Attempt> attempts =
        [
            new("with a character behind it", Good with { ClientSecret = right + "x" }),
            new("with a blank behind it", Good with { ClientSecret = right + " " }) { IsMalformed = true },
            new("with NUL and a character behind it", Good with { ClientSecret = right + "\0x" }) { IsMalformed = true },
            new("without its first character", Good with { ClientSecret = WithoutFirst(right) }),
            new("with a blank in front", Good with { ClientSecret = " " + right }) { IsMalformed = true },
            new("with a character in front", Good with { ClientSecret = "x" + right }),
            new("twice", Good with { ClientSecret = right + right }),
        ];
        if (SecretVariants.FullWidth(redactor, SecretName.ClientSecret, right) is { } wide)
        {
            attempts.Insert(3, new("with a full-width letter", Good with { ClientSecret = wide }) { IsMalformed = true });
        }

        if (Settings.SpecialCharacters is { } other)
        {
            attempts.Insert(0, new("of another client", Good with { ClientSecret = other.ClientSecret }));
        }

        await Judge(Secret, attempts, [Secret, "S2.client_secret.missing"], usesBudget: true);
    }

    [Test, Verifies(ClientId)]
    public async Task The_client_id_is_compared_whole()
    {
        await Control(Good);
        var right = Good.ClientId!;
        // UUIDs are compared without regard to letter case (RFC 9562, section 4).
        List<Attempt> attempts = Guid.TryParse(right, out _) || SecretVariants.SwapCase(right) == right
            ? []
            : [new("in other letter case", Good with { ClientId = SecretVariants.SwapCase(right) })];
        attempts.AddRange(Departures(right).Select(one => one with { Form = Good with { ClientId = one.Form.ClientId } }));
        await Judge(ClientId, attempts, [ClientId], usesBudget: false);

        if (Settings.SpecialCharacters is { } other)
        {
            Attempt swapped = new("of another client", Good with { ClientId = other.ClientId });
            await Judge(ClientId, [swapped], [Secret, ClientId], usesBudget: true, "other_client");
        }
    }

    [Test, Verifies(Grant)]
    public async Task The_grant_type_is_compared_whole()
    {
        await Control(Good);
        var right = Good.GrantType!;
        List<Attempt> attempts =
        [
            new("Client_Credentials", Good with { GrantType = "Client_Credentials" }),
            new("in capital letters", Good with { GrantType = right.ToUpperInvariant() }),
            new("with a hyphen", Good with { GrantType = "client-credentials" }),
            .. Departures(right).Select(one => one with { Form = Good with { GrantType = one.Form.ClientId } }),
        ];
        await Judge(Grant, attempts, [Grant, "S2.grant_type.missing"], usesBudget: false);
    }

    [Test, Verifies(Tampered)]
    public async Task The_token_is_compared_whole()
    {
        var good = await AnyCall();
        await Control(good);
        var token = good.Authorization!["Bearer ".Length..];
        var redactor = Run.Transport.Redactor;
        var swapped = SecretVariants.OtherCase(redactor, SecretName.Token, token);
        List<(string Name, string Value)> values =
        [
            ("without its first character", SecretVariants.WithoutFirst(redactor, SecretName.Token, token)),
            ("without its last character", SecretVariants.WithoutLast(redactor, SecretName.Token, token)),
            ("with a character in front", "x" + token),
            ("with a character behind it", token + "x"),
            ("twice", token + token),
        ];
        if (swapped != token)
        {
            values.Add(("in other letter case", swapped));
        }

        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        foreach (var (name, value) in values)
        {
            var reply = await Send(good with { Authorization = "Bearer " + value });
            var finding = Refusal(Tampered, reply, [Tampered, Garbage]);
            // Hexadecimal digits, as in UUIDs, are often compared as numbers.
            findings.Add((name, finding.Outcome == Outcome.Violated && reply.Succeeded && value == swapped && IsHexadecimal(token)
                ? finding with { Outcome = Outcome.Tolerated, Because = "the token is a hexadecimal number" }
                : finding));
        }

        Check(Tampered, "exact").Found(FindingList.Worst(findings.ToImmutable()));
    }

    [Test, Verifies(Scheme)]
    public async Task The_scheme_is_compared_whole()
    {
        var good = await AnyCall();
        await Control(good);
        var token = good.Authorization!["Bearer ".Length..];
        string[] values =
        [
            $"Bearers {token}", $"Beare {token}", $"XBearer {token}", $"Bearer: {token}", $"Bearer{token}", $"Bearer Bearer {token}",
            $"Token {token}", $"JWT {token}", $"OAuth {token}", $"{SecretVariants.FullWidth("Bearer")} {token}", token,
        ];
        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        foreach (var value in values)
        {
            var reply = await Send(good with { Authorization = value });
            var name = value == token ? "no scheme" : value[..^token.Length].Trim();
            findings.Add((name, Refusal(
                Scheme, reply, [Scheme, Garbage, Tampered, "RFC6750-2.1.empty_token", "S3.bearer.missing", "RFC6750-3.1.two_methods"])));
        }

        Check(Scheme, "exact").Found(FindingList.Worst(findings.ToImmutable()));
    }

    // What is true of every public text; the value is in the client_id.
    private static IEnumerable<Attempt> Departures(string right) =>
    [
        new("without the last character", new() { ClientId = right[..^1] }),
        new("without the first character", new() { ClientId = right[1..] }),
        new("with a character behind it", new() { ClientId = right + "x" }),
        new("with a blank behind it", new() { ClientId = right + " " }) { IsMalformed = true },
        new("with a blank in front", new() { ClientId = " " + right }) { IsMalformed = true },
        new("with NUL and a character behind it", new() { ClientId = right + "\0x" }) { IsMalformed = true },
        new("with a full-width letter", new() { ClientId = SecretVariants.FullWidth(right) }) { IsMalformed = true },
    ];

    private string WithoutFirst(string secret) =>
        SecretVariants.WithoutFirst(Run.Transport.Redactor, SecretName.ClientSecret, secret);

    private static bool IsHexadecimal(string token) => token.All(c => char.IsAsciiHexDigit(c) || c is '-' or '{' or '}');

    private async Task Judge(
        string requirement, IReadOnlyList<Attempt> attempts, ImmutableArray<string> rules, bool usesBudget, string aspect = "exact")
    {
        var left = usesBudget ? Run.Transport.RemainingBadCredentialAttempts ?? attempts.Count : attempts.Count;
        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        foreach (var attempt in attempts.Take(left))
        {
            findings.Add((attempt.Name, await TryAsync(requirement, attempt, rules)));
        }

        if (findings.Count < attempts.Count)
        {
            var missing = string.Join(", ", attempts.Skip(findings.Count).Select(attempt => attempt.Name));
            var limited = new Finding(
                Outcome.Unspecified,
                "a refusal",
                "not tried",
                $"badCredentialBudget ({Settings.BadCredentialBudget}) leaves no attempt: {missing}; raise it if the deployment does not "
                    + "lock clients out that early",
                Evidence: Evidence.None);
            Check(requirement, aspect + ".not_tried").Found(limited);
        }

        if (findings.Count > 0)
        {
            Check(requirement, aspect).Found(FindingList.Worst(findings.ToImmutable()));
        }
    }

    private async Task<Finding> TryAsync(string requirement, Attempt attempt, ImmutableArray<string> rules)
    {
        var reply = await Token(attempt.Form);
        if (attempt.IsMalformed && reply.Intermediary is not null)
        {
            // A success shows the guard of rate limits that the suite as such is not blocked.
            await Token(Good);
            return new(Outcome.NotApplicable, "a refusal", $"{reply.Intermediary} refused it in front of the target");
        }

        // The form readers of several frameworks fail on NUL before any code of the server sees it.
        if (attempt.Form.Form.Contains("%00", StringComparison.Ordinal) && reply is { Failure: null, Status: >= 500 and not 503 })
        {
            return new(Outcome.Tolerated, "a refusal", reply.Summary(), "no token, but an error of the server", reply.Number);
        }

        var finding = Refusal(requirement, reply, attempt.IsMalformed ? [.. rules, "RFC6749-B.form_encoding"] : rules);
        return finding.Outcome == Outcome.Violated && attempt.IsMalformed && reply.Status is >= 400 and < 500
            ? finding with { Outcome = Outcome.Satisfied, Because = "the request can also be called malformed" }
            : finding;
    }

    private Finding Refusal(string requirement, Exchange reply, ImmutableArray<string> rules) =>
        Context.Scope.FailedControl
        ?? Judgement.Judge(reply, Run.Judge.Allowances(requirement), rules)
            .WeighedBy(reply.Status < 400 ? Evidence.Strong : AnswerComparison.Compare(Context.Scope.Controls, reply));

    private sealed record Attempt(string Name, TokenForm Form)
    {
        // Characters that the grammar of the parameter does not have, or that a server may call malformed.
        public bool IsMalformed { get; init; }
    }
}
