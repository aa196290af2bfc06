using System.Globalization;
using System.Text.Json;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Cli;

/// <summary>Writes what the mock prints when it is ready: its addresses, the credentials, and two calls to copy.</summary>
internal static class Banner
{
    private static readonly string Version = typeof(Banner).Assembly.GetName().Version!.ToString(3);

    public static string Write(PartnerApiMock mock, MockOptions options)
    {
        var api = mock.ApiAddress.GetLeftPart(UriPartial.Authority);
        var scope = mock.Scope.Requested is { } value ? $" --data-urlencode 'scope={value}'" : "";
        var insecure = (options.Certificate is not null ? " -k" : "") + (options.ClientAuthorities.Count > 0 ? " --cert client.pem" : "");
        var operations = mock.Contract.Operations.Length;
        var requestor = options.Policy.ToString().ToLowerInvariant();
        var control = mock.ControlAddress?.GetLeftPart(UriPartial.Authority) ?? "off";
        var dashboard = mock.ControlAddress is null
            ? ""
            : "\n  Dashboard      open the control address in a browser: journal, grade card, clock, faults";
        var id = Quote("client_id=" + mock.ClientId);
        // A configured client may have a real secret.
        var isBuiltIn = options.Clients is null;
        var secret = isBuiltIn
            ? $"{mock.ClientSecret}   (a public test value; never use a real secret here)"
            : "not shown; export CLIENT_SECRET=... before the calls below";
        var secretField = isBuiltIn ? Quote("client_secret=" + mock.ClientSecret) : "\"client_secret=$CLIENT_SECRET\"";
        return string.Create(CultureInfo.InvariantCulture, $"""
            partner-api-mock {Version}: contract {mock.Contract.Version}, {operations} operations, Requestor-ID policy: {requestor}

              API            {api}
              Control        {control}{dashboard}
              client_id      {mock.ClientId}
              client_secret  {secret}
              Requestor-ID   {mock.RequestorId}

            Request a token, then send a first command:

              TOKEN=$(curl -sS{insecure} {api}{mock.Contract.Token.Path} -w '%{"{stderr}"}%{"{http_code}"}\n' \
                -d grant_type=client_credentials{scope} --data-urlencode {id} --data-urlencode {secretField} \
                | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

              {Command(mock, api, insecure)}

            Press Ctrl-C to stop; requests in progress are completed.

            """);
    }

    // Quotes a word for a POSIX shell only where it is necessary.
    private static string Quote(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '=' or '.')
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Command(PartnerApiMock mock, string api, string insecure)
    {
        var first = mock.Contract.Commands
            .Where(operation => operation.NeedsRequestor(RequestorPolicy.Guide))
            .Where(operation => operation.PathParameters.IsEmpty && operation.RequestExample is not null)
            .Where(operation => !operation.References.Any(reference => reference.In(operation.RequestExample).Any()))
            .MinBy(operation => operation.RequestExample!.ToJsonString().Length)!;
        return $"""
            curl -sS{insecure} -X {first.Method} {api}{first.Path} -w '\n%{"{http_code}"}\n' \
                -H "Authorization: Bearer $TOKEN" -H 'Requestor-ID: {mock.RequestorId}' \
                -H 'Content-Type: application/json' -d {Quote(JsonSerializer.Serialize(first.RequestExample, RelaxedJson.Options))}
            """;
    }
}
