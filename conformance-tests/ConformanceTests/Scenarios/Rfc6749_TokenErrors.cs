using System.Collections.Frozen;
using System.Text.Json;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Wire;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>
/// RFC 6749, section 5.2: what a refusal of the token endpoint looks like. Looked at on three refusals, none of which uses up the budget of
/// bad credentials.
/// </summary>
public sealed class Rfc6749_TokenErrors : Scenario
{
    private static readonly FrozenSet<string> Listed = FrozenSet.Create(
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope");

    [TestCase("S2.grant_type.missing")]
    [TestCase("S2.grant_type.unknown")]
    [TestCase("S1.client_id")]
    [Verifies("RFC6749-5.2.status")]
    public async Task The_status_is_400_or_for_the_client_401(string fault)
    {
        var reply = await Refusal(fault);

        Check("RFC6749-5.2.status", fault).Judge(reply, fault);
    }

    [TestCase("S2.grant_type.missing")]
    [TestCase("S2.grant_type.unknown")]
    [TestCase("S1.client_id")]
    [Verifies("RFC6749-5.2.error_code")]
    public async Task The_body_names_one_error_of_the_list(string fault)
    {
        var reply = await Refusal(fault);
        var check = Check("RFC6749-5.2.error_code", fault);
        const string Expected = "error, one text of the standard's list";

        if (reply.ErrorCode is { } code && !Listed.Contains(code))
        {
            check.Tolerates(reply, Expected, $"error \"{code}\"", "not on the list, but it may be a registered extension");
            return;
        }

        check.Holds(reply, reply.ErrorCode is not null, Expected, $"error {reply.Show("error")}");
    }

    [TestCase("S2.grant_type.missing")]
    [TestCase("S2.grant_type.unknown")]
    [TestCase("S1.client_id")]
    [Verifies("RFC6749-5.2.error_characters", "RFC6749-5.2.error_uri")]
    public async Task Error_texts_use_allowed_characters_only(string fault)
    {
        var reply = await Refusal(fault);
        const string Expected = "only ASCII from space to tilde, without quote and backslash";
        var check = Check("RFC6749-5.2.error_characters", fault);
        if (IsClean(reply.ErrorCode) && reply.Json.Member("error_description") is { } words && !IsClean(Text(words)))
        {
            check.Tolerates(
                reply,
                Expected,
                $"error_description {reply.Show("error_description")}",
                "only the description has other characters");
        }
        else
        {
            check.Holds(reply, IsClean(reply.ErrorCode), Expected, $"error {reply.Show("error")}");
        }

        var uri = reply.Json.Member("error_uri");
        Check("RFC6749-5.2.error_uri", fault).Holds(
            reply, uri is null
                || IsUriReference(Text(uri.Value)), "no error_uri, or a URI reference", $"error_uri {reply.Show("error_uri")}");
    }

    [TestCase("S2.grant_type.missing")]
    [TestCase("S2.grant_type.unknown")]
    [TestCase("S1.client_id")]
    [Verifies("RFC6749-5.2.error_media_type", "RFC6749-5.1.errors_no_store")]
    public async Task Error_bodies_are_JSON_and_not_stored(string fault)
    {
        var reply = await Refusal(fault);
        const string Expected = "an object of the media type application/json";
        var actual =
            $"{reply.Json.Root?.ValueKind.ToString() ?? reply.Json.Problem} of the media type "
                + $"{(reply.MediaType.Length == 0 ? "(none)" : reply.MediaType)}";
        var check = Check("RFC6749-5.2.error_media_type", fault);
        if (reply is { MediaType: "application/problem+json", ErrorCode: not null })
        {
            check.Tolerates(reply, Expected, actual, "problem details that also hold error");
        }
        else
        {
            check.Holds(reply, reply is { MediaType: "application/json", Json.Root.ValueKind: JsonValueKind.Object }, Expected, actual);
        }

        Check("RFC6749-5.1.errors_no_store", fault).Holds(
            reply, reply.HasDirective("Cache-Control", "no-store"), "Cache-Control: no-store", reply.ShowHeader("Cache-Control"));
    }

    private async Task<Exchange> Refusal(string fault)
    {
        await Control(Good);
        return await Token(fault switch
        {
            "S2.grant_type.missing" => Good with { GrantType = null },
            "S2.grant_type.unknown" => Good with { GrantType = "urn:example:grant-type:unregistered" },
            _ => Good with { ClientId = "conformance-made-up" },
        });
    }

    private static bool IsClean(string? text) => text is not null && text.All(c => c is >= ' ' and <= '~' and not '"' and not '\\');

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsUriReference(string? text) =>
        text is not null
            && text.All(c => c is > ' ' and <= '~' and not '"' and not '\\')
            && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _);
}
