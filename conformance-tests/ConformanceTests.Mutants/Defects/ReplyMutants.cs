using System.Text.Json.Nodes;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Mock.Http;

namespace PartnerApi.Conformance.Mutants.Defects;

/// <summary>Token endpoints whose replies are wrong in shape (guide, section 3; RFC 6749, sections 5.1 and 5.2).</summary>
internal static class ReplyMutants
{
    private const string ExpiresIn = "The_reply_says_in_how_many_seconds_the_token_expires";
    private const string Type = "The_reply_says_that_the_token_is_a_Bearer_token";
    private const string Json = "The_reply_is_a_JSON_object";

    public static IEnumerable<Mutant> All =>
    [
        Success("expires-in-as-string", "expires_in is a string.", "S3.reply.expires_in", ExpiresIn, body => body["expires_in"] = "3600"),
        Success("expires-in-missing", "expires_in is missing.", "S3.reply.expires_in", ExpiresIn, body => body.Remove("expires_in")),
        Success("expires-in-milliseconds", "expires_in counts milliseconds.", "S3.reply.expires_in", ExpiresIn, body =>
            body["expires_in"] = 3600L * 1000 * 1000),
        Success("expires-in-zero", "expires_in is zero.", "S3.reply.expires_in", ExpiresIn, body => body["expires_in"] = 0),
        Success("expires-in-negative", "expires_in is negative.", "S3.reply.expires_in", ExpiresIn, body => body["expires_in"] = -3600),
        Success("token-type-missing", "token_type is missing.", "S3.reply.token_type", Type, body => body.Remove("token_type")),
        Success("token-type-mac", "token_type names another kind of token.", "S3.reply.token_type", Type, body =>
            body["token_type"] = "mac"),
        Success("token-type-number", "token_type is a number.", "S3.reply.token_type", Type, body => body["token_type"] = 1),
        new("coding-untrue", "The token reply says br, and is not compressed.", "S3.reply.json", Json, options =>
            options.WithReply((request, reply) => request.IsToken() && reply.IsSuccess()
                ? reply.WithHeader("Content-Encoding", "br")
                : reply)),
        new("coding-unknown", "The token reply has a content coding that nobody knows.", "S3.reply.json", Json, options =>
            options.WithReply((request, reply) =>
                request.IsToken() && reply.IsSuccess() ? reply.WithHeader("Content-Encoding", "x-own") : reply)),
        Success("token-missing", "access_token is missing.", "S3.reply.access_token", "The_reply_holds_the_access_token", body =>
            body.Remove("access_token")),
        Success("token-empty", "access_token is empty.", "S3.reply.access_token", "The_reply_holds_the_access_token", body =>
            body["access_token"] = ""),
        Success("token-not-ascii", "access_token holds characters that no header can carry.", "S3.reply.access_token",
            "The_reply_holds_the_access_token", body => body["access_token"] = "t\u00f6k\u00e9n " + body["access_token"]),
        Success("token-renamed", "The token comes under another name.", "S3.reply.access_token", "The_reply_holds_the_access_token", body =>
        {
            body["accessToken"] = body["access_token"]?.DeepClone();
            body.Remove("access_token");
        }),
        Success(
            "refresh-token-present", "The reply has a refresh_token.", "RFC6749-4.4.3.refresh_token", "The_reply_holds_no_refresh_token",
            body => body["refresh_token"] = "refresh-me"),
        Success("long-life", "Tokens live for a day.", "RFC6750-5.3.short_life", "A_token_lives_for_an_hour_or_less", body =>
            body["expires_in"] = 86_400),
        Reply("text-html", "The reply says that it is HTML.", "S3.reply.json", Json, reply =>
            reply.WithHeader("Content-Type", "text/html")),
        Reply("array-around", "The reply is an array with the object in it.", "S3.reply.json", Json, reply =>
            reply.WithText(text => "[" + text + "]")),
        Reply("broken-json", "The reply ends before its last brace.", "S3.reply.json", Json, reply => reply.WithText(text => text[..^1])),
        Reply("created", "A token is answered with 201.", "S2.post", "A_posted_form_with_the_three_parameters_gets_a_token", reply =>
            reply with { Status = 201 }),
        Reply("storable", "The reply may be stored: no Cache-Control.", "RFC6749-5.1.no_store",
            "A_reply_with_a_token_is_not_kept_by_caches", reply => reply.WithoutHeader("Cache-Control")),
        Reply("no-cache-instead", "The reply says no-cache, which allows storing.", "RFC6749-5.1.no_store",
            "A_reply_with_a_token_is_not_kept_by_caches", reply => reply.WithHeader("Cache-Control", "no-cache")),
        Reply("no-pragma", "Pragma: no-cache is missing.", "RFC6749-5.1.pragma", "A_reply_with_a_token_has_Pragma_no_cache", reply =>
            reply.WithoutHeader("Pragma")),
        Reply("repeated-member", "The reply has token_type twice.", "RFC6749-3.2.repeated_member",
            "No_member_of_the_reply_stands_there_twice", reply => reply.WithText(text => text[..^1] + ",\"token_type\":\"Bearer\"}")),
        Error("error-problem-only", "Errors are problem details without the member error.", "RFC6749-5.2.error_media_type",
            "Error_bodies_are_JSON_and_not_stored", reply => reply
            .WithHeader("Content-Type", "application/problem+json")
            .WithJson(body =>
            {
                body.Remove("error");
                body["status"] = reply.Status;
            })),
        Error("error-html", "Errors are HTML pages.", "RFC6749-5.2.error_media_type", "Error_bodies_are_JSON_and_not_stored", reply => reply
            .WithHeader("Content-Type", "text/html").WithText(_ => "<html><body>Bad Request</body></html>")),
        Error("error-as-object", "The member error is an object.", "RFC6749-5.2.error_code", "The_body_names_one_error_of_the_list",
            reply => reply.WithJson(body => body["error"] = new JsonObject { ["code"] = "invalid_client" })),
        Error("error-with-umlaut", "The member error holds characters that are not allowed.", "RFC6749-5.2.error_characters",
            "Error_texts_use_allowed_characters_only", reply => reply.WithJson(body => body["error"] = "ung\u00fcltig")),
        Error("error-uri-with-blank", "error_uri is no URI reference.", "RFC6749-5.2.error_uri", "Error_texts_use_allowed_characters_only",
            reply => reply.WithJson(body => body["error_uri"] = "see the docs \"here\"")),
        Error("error-as-500", "Every refusal of the token endpoint is a 500.", "RFC6749-5.2.status",
            "The_status_is_400_or_for_the_client_401", reply => reply with { Status = 500 }),
        Error("error-as-200", "Every refusal of the token endpoint is a 200 with error.", "RFC6749-5.2.status",
            "The_status_is_400_or_for_the_client_401", reply => reply with { Status = 200 }),
        Error("error-as-404", "Every refusal of the token endpoint is a 404.", "RFC6749-5.2.status",
            "The_status_is_400_or_for_the_client_401", reply => reply with { Status = 404 }),
    ];

    private static Mutant Success(string name, string sentence, string requirement, string killedBy, Action<JsonObject> change) =>
        Reply(name, sentence, requirement, killedBy, reply => reply.WithJson(change));

    private static Mutant Reply(string name, string sentence, string requirement, string killedBy, Func<ApiReply, ApiReply> change) =>
        new(name, sentence, requirement, killedBy, options => options.WithReply((request, reply) =>
            request.IsToken() && reply.IsSuccess() ? change(reply) : reply));

    private static Mutant Error(string name, string sentence, string requirement, string killedBy, Func<ApiReply, ApiReply> change) =>
        new(name, sentence, requirement, killedBy, options => options.WithReply((request, reply) =>
            request.IsToken() && reply.Status is >= 400 && request.Method == "POST" ? change(reply) : reply));
}
