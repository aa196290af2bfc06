using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;

using PartnerApi.Conformance.Running;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 3, first half: a JSON object holds access token, token type and expiry in seconds.</summary>
public sealed class Section3_ReceiveTheAccessToken : Scenario
{
    // No token lives for a year; a number beyond is one of milliseconds.
    private const double OneYear = 365.25 * 24 * 3600;

    [Test, Verifies("S3.reply.json")]
    public async Task The_reply_is_a_JSON_object()
    {
        var reply = await Token(Good);

        Check("S3.reply.json").Holds(
            reply,
            reply is { MediaType: "application/json", Json.Root.ValueKind: JsonValueKind.Object },
            "an object of the media type application/json",
            $"{reply.Json.Root?.ValueKind.ToString() ?? reply.Json.Problem} of the media type "
                + $"{(reply.MediaType.Length == 0 ? "(none)" : reply.MediaType)}");
    }

    [Test, Verifies("S3.reply.access_token")]
    public async Task The_reply_holds_the_access_token()
    {
        var reply = await Token(Good);

        Check("S3.reply.access_token").Holds(
            reply,
            reply.AccessToken is { Length: > 0 } token && token.All(c => c is > ' ' and <= '~'),
            "access_token, a text of visible ASCII characters",
            $"access_token {reply.Show("access_token")}");
    }

    [Test, Verifies("S3.reply.token_type")]
    public async Task The_reply_says_that_the_token_is_a_Bearer_token()
    {
        var reply = await Token(Good);

        Check("S3.reply.token_type").Holds(
            reply,
            reply.Json.Member("token_type") is { ValueKind: JsonValueKind.String } type
                && "bearer".Equals(type.GetString(), StringComparison.OrdinalIgnoreCase),
            "token_type \"Bearer\", in any letter case",
            $"token_type {reply.Show("token_type")}");
    }

    [Test, Verifies("S3.reply.expires_in")]
    public async Task The_reply_says_in_how_many_seconds_the_token_expires()
    {
        var reply = await Token(Good);

        Check("S3.reply.expires_in").Holds(
            reply,
            reply.Json.Member("expires_in") is { ValueKind: JsonValueKind.Number } number && number.GetDouble() is > 0 and < OneYear,
            "expires_in, a JSON number of seconds above 0 and below one year",
            $"expires_in {reply.Show("expires_in")}{Diagnosis(reply.Json.Member("expires_in"))}");
    }

    private static string Diagnosis(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } => ", a string; expected a number",
        { ValueKind: JsonValueKind.Number } number when number.GetDouble() >= OneYear => ", more than a year: probably milliseconds",
        _ => "",
    };
}
