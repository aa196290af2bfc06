using System.Text.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>The public reference: what a command does with a body that is none, and with targets that do not exist.</summary>
public sealed class Api_Body : Scenario
{
    [Test, Verifies("API.body.media_type", "RFC9110-15.5.16.accept")]
    public async Task A_body_of_another_media_type_is_refused()
    {
        var contrast = await Contrast(await AnyCommand(), good => good with { ContentType = "text/plain" });
        var reply = contrast.Reply;

        Check("API.body.media_type").JudgeAgainst(contrast);
        var accept = Check("RFC9110-15.5.16.accept");
        if (reply.Status == 415)
        {
            accept.Observes(reply, reply.ShowHeader("Accept"));
        }
        else
        {
            accept.NotApplicable($"the refusal has status {reply.Status}; the header belongs to 415");
        }
    }

    [TestCase("syntax", new byte[] { (byte)'{', (byte)'"', (byte)'a' })]
    [TestCase("utf8", new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [Verifies("API.body.json")]
    public async Task A_body_that_is_not_JSON_is_refused(string aspect, byte[] body)
    {
        Check("API.body.json", aspect).JudgeAgainst(await Contrast(await AnyCommand(), good => good with { RawBody = body }));
    }

    [Test, Verifies("API.body.schema")]
    public async Task A_body_that_violates_its_schema_is_refused()
    {
        var command = Target.CommandWithGoodBody;
        var broken = Broken(command);

        Check("API.body.schema").RestingOn(command.RequestSchemaBasis).JudgeAgainst(
            await Contrast(await GoodCall(command), good => good with { Body = broken.DeepClone() }));
    }

    [Test, Verifies("API.body.missing")]
    public async Task A_missing_body_is_refused()
    {
        var command = Target.CommandWithGoodBody;

        Check("API.body.missing").RestingOn(command.RequestSchemaBasis).JudgeAgainst(
            await Contrast(await GoodCall(command), good => good with { Body = null }));
    }

    [Test, Verifies("API.query.required")]
    public async Task A_query_without_a_required_parameter_is_refused_or_has_a_default()
    {
        var query = Target.Usable(Target.Queries).FirstOrDefault(query =>
            query is { PathParameters.IsEmpty: true, SideEffect: false }
                && query.QueryParameters.Any(parameter => parameter.Required));
        if (query is null)
        {
            Check("API.query.required").NotApplicable("no query of the contract has a required parameter");
            return;
        }

        var good = await GoodCall(query);
        await Control(good);

        Check("API.query.required").Judge(await Send(good with { WithoutRequired = true }));
    }

    [Test, Verifies("API.path.value")]
    public async Task A_path_parameter_with_an_enum_accepts_no_other_value()
    {
        var query = Target.Usable(Target.Queries)
            .FirstOrDefault(query => query.PathParameters.Any(parameter => !parameter.Allowed.IsEmpty));
        if (query is null)
        {
            Check("API.path.value").NotApplicable("no query of the contract has a path parameter with a closed list");
            return;
        }

        await Control(await AnyCall());
        var closed = query.PathParameters.First(parameter => !parameter.Allowed.IsEmpty);
        var good = await GoodCall(query);

        Check("API.path.value").Judge(await Send(good with { Path = good.Path.SetItem(closed.Name, "NONE_OF_THEM") }));
    }

    [Test, Verifies("API.target.exists")]
    public async Task Reading_a_nonexistent_object_is_answered_with_404()
    {
        var read = Target.Usable(Target.Queries)
            .Where(query => query.Resource is { Action: ResourceAction.Read } && query.PathParameters.Length == 1)
            .OrderBy(query => Target.Creator(query.Resource!.Type, query.PathParameters[0].Where) is null)
            .FirstOrDefault();
        if (read is null)
        {
            Check("API.target.exists").NotApplicable("no query of the contract reads an object by its id");
            return;
        }

        var good = await GoodCall(read);
        await Control(good.Path.IsEmpty ? await AnyCall() : good);

        Check("API.target.exists").Judge(await Send(good with { Path = good.Path.Clear() }));
    }

    [Test, Verifies("API.conflict")]
    public async Task An_external_id_that_is_in_use_is_refused()
    {
        RequireApi();
        var create = Target.Usable(Target.Commands).FirstOrDefault(command =>
            command.Resource is { Action: ResourceAction.Create }
                && command.RequestExample is JsonObject body
                && body.ContainsKey("externalId")
                && Settings.MayExecute(command));
        if (create is null)
        {
            Check("API.conflict").Untestable("allow a create with an external id: sideEffects all, or declared with such an operation");
            return;
        }

        var good = await GoodCall(create);
        await Control(good);

        Check("API.conflict").Judge(await Send(good));
    }

    [Test, Verifies("API.unique")]
    public async Task A_second_object_is_refused_where_only_one_may_exist()
    {
        RequireApi();
        var creates = Target.Usable(Target.Commands)
            .Where(command => command.Resource is { Action: ResourceAction.Create, Unique: not null } && Settings.MayExecute(command))
            .ToList();
        if (creates.Count == 0)
        {
            Check("API.unique").NotApplicable(
                "nothing of which there may be one only may be made here: sideEffects all, or declared with such an operation, would "
                    + "allow it");
            return;
        }

        foreach (var create in creates)
        {
            var good = await GoodCall(create);
            await Control(good);

            Check("API.unique", create.Id).Judge(await Send(good));
        }
    }

    [Test, Verifies("API.error_shape")]
    public async Task Errors_have_the_documented_body()
    {
        var reply = await Send(await AnyCommand() with { Requestor = null });
        Control(reply, reply.Status is >= 400 and < 500, "a refusal with a body");

        var documented = ((string[])["message", "responseType", "requestId"]).All(
            name => reply.Json.Member(name) is { ValueKind: JsonValueKind.String });
        Check("API.error_shape").Holds(
            reply, documented, "an object with message, responseType and requestId", documented
                ? "such an object"
                : $"{reply.MediaType}: {reply.Json.Problem ?? string.Join(", ", Names(reply))}");
    }

    [Test, Verifies("API.size")]
    public async Task A_body_above_the_limit_is_refused()
    {
        if (Settings.BodyLimitBytes is not { } limit)
        {
            Check("API.size").NotApplicable("the target file states no bodyLimitBytes");
            return;
        }

        var good = await AnyCommand();
        await Control(good);
        var body = new byte[limit + 1];
        body.AsSpan().Fill((byte)' ');

        // The server is asked before the body is sent: it may answer and hang up at once.
        Check("API.size").Judge(await Send(good with { RawBody = body, More = [new HeaderField("Expect", "100-continue")] }));
    }

    private JsonNode Broken(Operation operation) =>
        Target.Contract.Schemas.Validate(operation.RequestSchema!, "{}").IsEmpty ? new JsonArray() : new JsonObject();

    private static IEnumerable<string> Names(Exchange reply) =>
        reply.Json.Root is { ValueKind: JsonValueKind.Object } root ? root.EnumerateObject().Select(member => member.Name) : [];
}
