using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Wire;
namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 9110: paths, methods and redirects.</summary>
public sealed class Rfc9110_Http : Scenario
{
    [Test, Verifies("API.route.known")]
    public async Task An_unknown_path_is_answered_with_404()
    {
        var good = await AnyCall();
        await Control(good);

        var path = "/conformance-no-such-path";
        var reply = await Send(good.Build(Target) with { Uri = Target.Address(path), Operation = null });

        Run.Capabilities.Record(new(CapabilityName.UnknownPath, reply.Summary(), "probed", reply.Number));
        Check("API.route.known").Judge(reply);
    }

    [Test, Verifies("API.route.method", "RFC9110-15.5.6.allow")]
    public async Task A_method_that_a_path_does_not_have_is_answered_with_405_and_Allow()
    {
        var good = await AnyCall();
        await Control(good);
        var method = ((string[])["PUT", "DELETE", "PATCH"]).First(
            method => Target.Contract.Operations.All(operation => (operation.Path, operation.Method) != (good.Operation.Path, method)));

        var reply = await Send(good.Build(Target) with { Method = method, Operation = null });

        Check("API.route.method").Judge(reply, "API.route.method", "RFC9110-15.5.6.allow");
        JudgeAllow(reply, method, null);
    }

    [Test, Verifies("RFC9110-15.5.6.allow")]
    public async Task A_405_of_the_token_endpoint_carries_Allow()
    {
        await Control(Good);

        JudgeAllow(await Token(Good with { Method = "GET" }), "GET", "token");
    }

    [Test, Verifies("RFC9700-4.12.redirect")]
    public async Task The_token_endpoint_does_not_redirect()
    {
        var reply = await Token(Good);
        Control(reply, reply.AccessToken is { Length: > 0 } || reply.Status / 100 == 3, "a token, or a redirect to judge");
        var elsewhere = reply.Status / 100 == 3
            && Uri.TryCreate(Target.TokenAddress, reply.Header("Location") ?? "", out var to)
            && to.Authority != Target.TokenAddress.Authority;

        if (elsewhere)
        {
            Check("RFC9700-4.12.redirect").Holds(
                reply,
                false,
                "no redirect to another host",
                $"{reply.Status} to {reply.Header("Location")}");
            return;
        }

        Check("RFC9700-4.12.redirect").Judge(reply);
    }

    private void JudgeAllow(Exchange reply, string method, string? aspect)
    {
        var check = Check("RFC9110-15.5.6.allow", aspect);
        if (reply is { Failure: null, Status: not 405 and < 500 })
        {
            check.NotApplicable($"the refusal has status {reply.Status}; Allow belongs to 405");
            return;
        }

        var allowed = reply.HeaderLines("Allow").SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries)).ToList();
        check.Holds(
            reply,
            reply.Header("Allow") is not null && !allowed.Contains(method),
            $"405 with Allow, and without {method} in it",
            reply.ShowHeader("Allow"));
    }
}
