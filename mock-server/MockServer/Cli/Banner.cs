using System.Globalization;
using System.Text.Json;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Mock.Cli;

/// <summary>What the mock prints when it is ready: where it is, who may call it, and a first pair of calls to paste.</summary>
internal static class Banner
{
    private static readonly string Version = typeof(Banner).Assembly.GetName().Version!.ToString(3);

    public static string Write(PartnerApiMock mock, RequestorPolicy policy, bool selfSigned)
    {
        var api = mock.ApiAddress.GetLeftPart(UriPartial.Authority);
        var scope = mock.Scope.Requested is { } asked ? $" --data-urlencode 'scope={asked}'" : "";
        var insecure = selfSigned ? " -k" : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            partner-api-mock {Version}: contract {mock.Contract.Version}, {mock.Contract.Operations.Length} operations, Requestor-ID by the {policy.ToString().ToLowerInvariant()}

              API            {api}
              Control        {mock.ControlAddress?.GetLeftPart(UriPartial.Authority) ?? "off"}{(mock.ControlAddress is null ? "" : "\n  Dashboard      the same in a browser: journal, grade card, clock, faults")}
              client_id      {mock.ClientId}
              client_secret  {mock.ClientSecret}   (a public fake; real secrets have no place here)
              Requestor-ID   {mock.RequestorId}

            Get a token, then send a first command:

              TOKEN=$(curl -sS{insecure} {api}{mock.Contract.Token.Path} -w '%{"{stderr}"}%{"{http_code}"}\n' \
                -d grant_type=client_credentials{scope} --data-urlencode {Quote("client_id=" + mock.ClientId)} --data-urlencode {Quote("client_secret=" + mock.ClientSecret)} \
                | sed 's/.*"access_token":"\([^"]*\)".*/\1/')

              {Command(mock, api, insecure)}

            Stop it with Ctrl-C; requests in flight are finished.

            """);
    }

    // For a POSIX shell; only what needs quotes gets them.
    private static string Quote(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '=' or '.')
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Command(PartnerApiMock mock, string api, string insecure)
    {
        var first = mock.Contract.Commands
            .Where(operation => operation.NeedsRequestor(RequestorPolicy.Guide) && operation.PathParameters.IsEmpty && operation.RequestExample is not null)
            .Where(operation => !operation.References.Any(reference => reference.In(operation.RequestExample).Any()))
            .MinBy(operation => operation.RequestExample!.ToJsonString().Length)!;
        return $"""
            curl -sS{insecure} -X {first.Method} {api}{first.Path} -w '\n%{"{http_code}"}\n' \
                -H "Authorization: Bearer $TOKEN" -H 'Requestor-ID: {mock.RequestorId}' \
                -H 'Content-Type: application/json' -d {Quote(JsonSerializer.Serialize(first.RequestExample))}
            """;
    }
}
