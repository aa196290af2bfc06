using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Conformance.Drift;
using PartnerApi.Conformance.Mutants.Building;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock;
using PartnerApi.Mock.Hosting;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Conformance.SelfTests.Drift;

/// <summary>Two deployments, the same safe calls: what differs is named, and nothing else.</summary>
public sealed class DriftTests
{
    private static readonly PopulationSize Some = new(3, 3, 3);

    // One per kind of difference. Each concerns one operation.
    private static readonly ImmutableArray<(string Operation, Func<ApiRequest, ApiReply, ApiReply> Change)> Deliberate =
    [
        ("getPartnerDetails", (_, reply) => reply.IsSuccess() ? reply with { Status = 203 } : reply),
        ("listProducts", (_, reply) => reply.IsSuccess() ? reply.WithHeader("Content-Type", "text/plain") : reply),
        ("listUsers", (_, reply) => reply.IsSuccess() ? reply.WithJson(body => body.Remove("pagination")) : reply),
        ("listCustomers", (_, reply) => reply.IsSuccess() ? reply.WithJson(body => First(body)["rating"] = "AAA") : reply),
        ("listNaturalPersons", (_, reply) => reply.IsSuccess() ? reply.WithJson(body => First(body)["lastName"] = 7) : reply),
        ("listDocuments", (_, reply) => reply.Status == 401 ? reply.WithoutHeader("WWW-Authenticate") : reply),
        ("listWebhooks", (_, reply) => reply.WithHeader("X-Page-Count", "1")),
        ("listCustomerProducts", (_, reply) => reply.IsSuccess() ? reply.WithText(text => text.Replace("\"WALLET\"", "\"VAULT\"")) : reply),
        ("getTransfer", (_, reply) => reply.Status == 404 ? reply.WithJson(body => body["message"] = new JsonObject()) : reply),
    ];

    [TestCase("v1")]
    [TestCase("v2")]
    public async Task Two_mocks_of_one_kind_do_not_differ(string contract)
    {
        var changed = new ConcurrentQueue<string>();
        MockOptions options = new()
        {
            Contract = ContractFile.Named(contract),
            Population = Some,
            Intercept = (request, engine) =>
            {
                var reply = engine(request);
                if (request.IsCommand() && reply.IsSuccess())
                {
                    changed.Enqueue(request.Path);
                }

                return reply;
            },
        };

        var result = await Compare(options, options);

        Assert.Multiple(() =>
        {
            Assert.That(result.Obstacle, Is.Null);
            Assert.That(result.Differences.Select(Name), Is.Empty);
            Assert.That(result.Operations.Count(operation => !operation.Calls.IsEmpty), Is.GreaterThan(85));
            Assert.That(result.Operations.SelectMany(operation => operation.Calls), Does.Contain("an existing object"));
            Assert.That(changed, Is.Empty, "a call that changes something");
            Assert.That(DriftText.Patch(result), Is.EqualTo("[]\n"));
            Assert.That(result.ExitCode(DriftFailure.Any), Is.EqualTo(ExitCode.Conforms));
        });
    }

    [Test]
    public async Task Ten_deliberate_differences_are_named_and_no_other()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());

        var result = await Compare(new() { Population = Some }, Changed(time), new() { Time = time });

        Assert.That(result.Differences.Select(Name), Is.EquivalentTo((string[])
        [
            "getPartnerDetails Status  200 → 203 breaking",
            "listProducts MediaType  application/json → text/plain breaking",
            "listUsers Member pagination sent → missing breaking",
            "listCustomers Member data[].rating missing → sent",
            "listNaturalPersons Type data[].lastName string → integer or string breaking",
            "listDocuments Header WWW-Authenticate sent → missing breaking",
            "listWebhooks Header X-Page-Count missing → sent",
            "listCustomerProducts Enum [].productType values of the contract's list → VAULT breaking",
            "getTransfer Type message string → object breaking",
            "listSavingsPlans Timing  under 1 s → 1 to 5 s",
        ]));
    }

    [Test]
    public async Task The_differences_decide_the_exit_code()
    {
        var same = await Compare(new(), new());
        var added = await Compare(new(), With("listWebhooks", (_, reply) => reply.WithHeader("X-Page-Count", "1")));
        var broken = await Compare(new(), With("listUsers", (_, reply) => reply with { Status = 503 }));

        Assert.Multiple(() =>
        {
            Assert.That(Codes(same), Is.EqualTo((0, 0, 0)));
            Assert.That(Codes(added), Is.EqualTo((0, 0, 1)));
            Assert.That(Codes(broken), Is.EqualTo((0, 1, 1)));
        });

        static (int, int, int) Codes(DriftResult result) => (
            (int)result.ExitCode(DriftFailure.None), (int)result.ExitCode(DriftFailure.Breaking), (int)result.ExitCode(DriftFailure.Any));
    }

    // The patch is proposed to people who keep a contract: it must apply, and the result must be a contract that describes the target.
    [TestCase("v1")]
    [TestCase("v2")]
    public async Task The_contract_with_the_patch_describes_the_target(string name)
    {
        var contract = ContractFile.Named(name);
        MockOptions plain = new() { Contract = contract, Population = Some };
        var target = Changed(null) with { Contract = contract };
        var result = await Compare(plain, target);
        var document = JsonNode.Parse(contract.Document)!.AsObject();

        JsonSerializer.Deserialize<JsonPatchDocument>(DriftText.Patch(result))!.ApplyTo(document);

        var text = document.ToJsonString();
        var patched = ContractFile.Parse("patched.json", text);
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("\"x-basis\":\"observed\""));
            Assert.That(patched.Reply(patched.Find("getPartnerDetails")!, 203)?.Basis, Is.EqualTo(Basis.Inferred));
            Assert.That(patched.Reply(patched.Find("listProducts")!, 200)?.MediaTypes, Does.Contain("text/plain"));
            Assert.That(Body(patched, "listUsers").RequiredPointer("pagination"), Is.Null);
            Assert.That(Item(patched, "listCustomers").Member("rating")?.Types, Is.EqualTo((string[])["string"]));
            Assert.That(Item(patched, "listNaturalPersons").Member("lastName")?.Types, Is.EqualTo((string[])["string", "integer"]));
            Assert.That(Body(patched, "listCustomerProducts").Item()!.Member("productType")?.Values, Does.Contain("VAULT"));
            Assert.That(patched.Reply(patched.Find("listWebhooks")!, 200)?.Headers, Does.Contain("X-Page-Count"));
        });
    }

    [Test]
    public async Task Texts_of_a_deployment_are_data_and_hold_no_secret()
    {
        const string Name = "a|b\u001b[31m\n::error::\u202e";
        var target = With("listUsers", (request, reply) => reply.WithJson(body =>
        {
            body[Name] = 1;
            body[request.Headers.First("Authorization")?[7..] ?? "none"] = 1;
        }));

        var result = await Compare(new(), target);

        string[] outputs = [DriftText.Words(result), DriftText.Json(result), DriftText.Markdown(result)];
        Assert.That(outputs, Is.All.Not.Contain("\u001b").And.All.Not.Contain("\u202e").And.All.Not.Contain("eyJ"));
        Assert.That(outputs[0].Split('\n'), Is.All.Not.StartsWith("::"));
        Assert.That(
            outputs[2].Split('\n').Where(line => line.StartsWith('|')), Is.All.Matches<string>(line => line.Count(c => c == '|') == 4));
        Assert.That(DriftText.Patch(result), Does.Not.Contain("eyJ").And.Not.Contain("\u001b").And.Not.Contain("\u202e"));
    }

    [Test]
    public async Task What_varies_between_equal_requests_is_no_difference()
    {
        var counts = new ConcurrentDictionary<string, int>();
        var target = new MockOptions
        {
            Population = Some,
            Intercept = (request, engine) =>
            {
                var number = counts.AddOrUpdate($"{request.Method} {request.Path}", 1, (_, count) => count + 1);
                var reply = engine(request);
                return reply.WithHeader("X-Request-" + (number % 2), "x").WithJson(body => body["time"] = $"{number}");
            },
        };

        var result = await Compare(target, target);

        Assert.That(result.Differences.Select(Name), Is.Empty);
    }

    [Test]
    public async Task A_deployment_that_refuses_the_credentials_is_not_compared()
    {
        await using var one = await PartnerApiMock.StartAsync(new());
        await using var other = await PartnerApiMock.StartAsync(new());
        var settings = MockTarget.Settings(other);
        var wrong = settings with { Credentials = settings.Credentials with { ClientSecret = "wrong-secret-of-the-client" } };

        var result = await DriftRun.ExecuteAsync(MockTarget.Settings(one), wrong);

        Assert.That(result.Obstacle, Does.Contain("credentials"));
        Assert.That(result.ExitCode(DriftFailure.None), Is.EqualTo(ExitCode.Unreachable));
        Assert.That(DriftText.Words(result), Does.Contain("Nothing was compared").And.Not.Contain("wrong-secret"));
    }

    [Test]
    public void A_comparison_without_any_call_is_no_success()
    {
        var nothing = new DriftResult("a", "b", "v1", default)
        {
            Operations = [new("x", [], [], "no call of it changes nothing")],
        };

        Assert.That(nothing.ExitCode(DriftFailure.None), Is.EqualTo(ExitCode.TooLittleTested));
    }

    private static DeclaredValue Body(Contract contract, string operation) => contract.Reply(contract.Find(operation)!, 200)!.Body!;

    private static DeclaredValue Item(Contract contract, string operation) => Body(contract, operation).Member("data")!.Item()!;

    private static JsonNode First(JsonNode page) => page["data"]![0]!;

    private static string Name(Difference one) =>
        $"{one.Operation} {one.Aspect} {one.Place} {one.Baseline} → {one.Target}{(one.Breaking ? " breaking" : "")}";

    private static MockOptions With(string operation, Func<ApiRequest, ApiReply, ApiReply> change) => new MockOptions
    {
        Population = Some,
    }.WithReply((request, reply) => request.Operation()?.Id == operation ? change(request, reply) : reply);

    // The tenth difference is the time; a clock that stands still except there makes it exact.
    private static MockOptions Changed(FakeTimeProvider? time) => new MockOptions { Population = Some }.WithReply((request, reply) =>
    {
        var operation = request.Operation()?.Id;
        if (operation == "listSavingsPlans")
        {
            time?.Advance(TimeSpan.FromSeconds(2));
        }

        return Deliberate.Where(one => one.Operation == operation).Aggregate(reply, (changed, one) => one.Change(request, changed));
    });

    private static async Task<DriftResult> Compare(MockOptions baseline, MockOptions target, RunOptions? options = null)
    {
        await using var first = await PartnerApiMock.StartAsync(baseline);
        await using var second = await PartnerApiMock.StartAsync(target);
        var concurrency = options is null ? 4 : 1;
        return await DriftRun.ExecuteAsync(
            MockTarget.Settings(first) with { Name = "first", Concurrency = concurrency },
            MockTarget.Settings(second) with { Name = "second", Concurrency = concurrency },
            options);
    }
}
