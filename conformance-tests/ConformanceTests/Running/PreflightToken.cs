using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

// One token request of each client that must get a token. A refusal ends the run: more requests could lock the client out.
internal sealed class PreflightToken(RunContext run, ImmutableArray<Problem>.Builder found)
{
    private TargetSettings Settings => run.Settings;

    private Uri Address => run.Target.TokenAddress;

    // The token; null when the API cannot be checked with one.
    public async Task<string?> CheckAsync()
    {
        var reply = await run.Transport.SendAsync(TokenForm.Good(run.Target).Build(run.Target));
        var problem = Judge(reply, "credentials");
        found.Add(problem ?? Issued(reply));
        if (reply.Reply is not null)
        {
            found.Add(Clock(reply));
        }

        if (problem is null && Settings is { ShortLived: { } client, ControlAddress: null })
        {
            var other = TokenForm.Good(run.Target) with { ClientId = client.ClientId, ClientSecret = client.ClientSecret };
            if (Judge(await run.Transport.SendAsync(other.Build(run.Target)), "shortLived") is { } refused)
            {
                found.Add(refused);
            }
        }

        return problem is null ? reply.UsableToken : null;
    }

    private Problem Issued(Exchange reply) => reply.UsableToken is not null
        ? new("token", Health.Ok, $"{Address} issues a token, expires_in {Cut(reply.Show("expires_in"))}")
        : new(
            "token",
            Health.Warn,
            $"{Address} answers {PreflightText.Quote(reply)} without an access_token that can be sent",
            "the run will judge the reply");

    // Null for a success, also one that is not as it should be: the run judges it.
    private Problem? Judge(Exchange reply, string client)
    {
        if (reply is { Reply: null, Failure: { } failure })
        {
            return End($"no HTTP reply from {Address}: {failure.Message}", Remedy(failure));
        }

        if (PreflightText.IsBlocked(reply))
        {
            return new(
                "token",
                Health.Fail,
                $"{Address} answers {PreflightText.Quote(reply)}",
                "wait, or ask the operators to allow the suite's User-Agent");
        }

        if (reply.Status is >= 200 and < 300 && !PreflightText.IsPage(reply))
        {
            return null;
        }

        var wrong = WrongAddress(reply);
        return wrong is null
            ? End($"{Address} refuses the client {Id(client)}: {PreflightText.Quote(reply)}", ClientRemedy(reply, client))
            : End($"{Address} is not the token endpoint: it answers {PreflightText.Quote(reply)}", wrong);
    }

    private string? WrongAddress(Exchange reply)
    {
        var setting = Settings.TokenAddress is null ? "apiAddress (the token endpoint is below it), or set tokenAddress" : "tokenAddress";
        return reply switch
        {
            { ErrorCode: not null } => null,
            _ when PreflightText.IsPage(reply) => $"check {setting}; a proxy or a login page may be in front of the deployment",
            _ when PreflightText.IsRedirect(reply) =>
                $"check {setting}; the suite follows no redirect ({Cut(reply.ShowHeader("Location"))})",
            { Status: 404 or 405 or 410 or 501 } => $"check {setting}, and contract",
            { Status: 400, Json.Root: null } when Address.Scheme == "http" => $"check {setting}; the port may expect https",
            _ => null,
        };
    }

    private static string ClientRemedy(Exchange reply, string client) => reply switch
    {
        { ErrorCode: "invalid_scope" } => "check scope",
        { ErrorCode: "unauthorized_client" } => $"check {client}:clientId; the client may not use the grant client_credentials",
        { Status: >= 500 } => "the deployment fails at a valid token request; check tokenAddress, or try again later",
        _ => $"check {client}:clientId and {client}:clientSecret",
    };

    private string Id(string client) => client == "credentials" ? Settings.Credentials.ClientId : Settings.ShortLived!.ClientId;

    private string Remedy(WireFailure failure)
    {
        var setting = Settings.TokenAddress is null ? "apiAddress" : "tokenAddress";
        return failure.Kind switch
        {
            FailureKind.Tls => $"check {setting}; for a private CA set caFile, for a client certificate clientCertificate",
            FailureKind.Timeout => $"check {setting} and the firewall, or raise timeoutSeconds",
            FailureKind.Refused when Settings.Proxy is not null => $"check {setting} and proxy",
            FailureKind.Refused => $"check {setting}",
            _ when Address.Scheme == "http" => $"check {setting}; the port may expect https",
            _ when Settings.ClientCertificate is null =>
                $"check {setting}; the port may not serve HTTP, or require a client certificate: set clientCertificate",
            _ => $"check {setting}; the port may not serve HTTP",
        };
    }

    // The header was written between the request and the end of the reply. It has a resolution of one second, and servers renew it
    // once a second, so it can be two seconds old.
    private Problem Clock(Exchange reply)
    {
        if (!DateTimeOffset.TryParseExact(reply.Header("Date"), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return new(
                "clock",
                Health.Warn,
                "the reply has no valid Date header",
                "the clocks cannot be compared; set clockSkewSeconds to the maximum difference you expect");
        }

        var second = TimeSpan.FromSeconds(1);
        var early = reply.Started - (2 * second) - date;
        var late = date - (reply.Started + reply.Duration + second);
        var difference = early > late ? early : late;
        var shown = Math.Max(0, Math.Ceiling(difference.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return difference <= TimeSpan.FromSeconds(Settings.ClockSkewSeconds)
            ? new("clock", Health.Ok, $"{shown} s difference to this machine")
            : new(
                "clock",
                Health.Fail,
                $"{shown} s difference to this machine, more than clockSkewSeconds ({Settings.ClockSkewSeconds})",
                "synchronize the clocks, or raise clockSkewSeconds");
    }

    private static string Cut(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static Problem End(string what, string remedy) => new("token", Health.Fail, what, remedy, EndsRun: true);
}
