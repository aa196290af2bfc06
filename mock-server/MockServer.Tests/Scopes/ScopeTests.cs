using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Tests.Partners;

namespace PartnerApi.Mock.Tests.Scopes;

/// <summary>What the token endpoint does with scope (RFC 6749, sections 3.3 and 5.1).</summary>
internal sealed class ScopeTests
{
    // A granted scope is told where it is not the one asked for.
    [TestCase(ScopeSemantics.Required, "a b", "", 0)]
    [TestCase(ScopeSemantics.Required, "b a", "", 0)]
    [TestCase(ScopeSemantics.Required, "a", "", 0)]
    [TestCase(ScopeSemantics.Required, null, "RFC6749-3.3.missing_scope", 0)]
    [TestCase(ScopeSemantics.Required, "", "RFC6749-3.3.missing_scope", 0)]
    [TestCase(ScopeSemantics.Required, "a c", "RFC6749-3.3.scope", 0)]
    [TestCase(ScopeSemantics.Required, "A", "RFC6749-3.3.scope", 0)]
    [TestCase(ScopeSemantics.Optional, "a b", "", 0)]
    [TestCase(ScopeSemantics.Optional, null, "", 1)]
    [TestCase(ScopeSemantics.Optional, "c", "RFC6749-3.3.scope", 0)]
    [TestCase(ScopeSemantics.Optional, "a  b", "RFC6749-3.3.scope", 0)]
    [TestCase(ScopeSemantics.Ignored, "a b", "", 0)]
    [TestCase(ScopeSemantics.Ignored, "a", "", 1)]
    [TestCase(ScopeSemantics.Ignored, "c", "", 1)]
    [TestCase(ScopeSemantics.Ignored, null, "", 1)]
    [TestCase(ScopeSemantics.Rejected, null, "", 0)]
    [TestCase(ScopeSemantics.Rejected, "a", "RFC6749-3.3.scope", 0)]
    public async Task A_scope_is_granted_told_or_refused(ScopeSemantics semantics, string? scope, string rule, int told)
    {
        await using var mock = await Mocks.StartAsync("v1", options => options with
        {
            Scope = new(semantics, semantics == ScopeSemantics.Rejected ? null : "a b"),
        });
        using var partner = await Partner.InNewSessionAsync(mock, withToken: false);
        using var reply = await partner.AskTokenAsync(("scope", scope));
        var body = (await Partner.JsonAsync(reply))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(((int)reply.StatusCode, Partner.Rule(reply)), Is.EqualTo((rule.Length == 0 ? 200 : 400, rule)));
            Assert.That((string?)body["error"], Is.EqualTo(rule.Length == 0 ? null : "invalid_scope"));
            Assert.That((string?)body["scope"], Is.EqualTo(told == 0 ? null : "a b"));
        }
    }

    [TestCase("v1", null, 200)]
    [TestCase("v1", "tradevest.api", 400)]
    [TestCase("v2", null, 200)]
    [TestCase("v2", "tradevest.api", 200)]
    [TestCase("v2", "tradevest.api other", 400)]
    public async Task A_contract_says_itself_what_its_scopes_are(string contract, string? scope, int status)
    {
        await using var mock = await Mocks.StartAsync(contract);
        using var partner = await Partner.InNewSessionAsync(mock, withToken: false);
        using var reply = await partner.AskTokenAsync(("scope", scope));
        Assert.That((int)reply.StatusCode, Is.EqualTo(status));
    }
}
