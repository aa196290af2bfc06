using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 3, for each operation: none works without a valid token, and what was refused was not done.</summary>
public sealed class Section3_EveryOperation : Scenario
{
    private const string Missing = "S3.bearer.missing";
    private const string Garbage = "S3.bearer.garbage";
    private const string Tampered = "S3.bearer.tampered";
    private const string Place = "S3.bearer.place";
    private const string OtherScheme = "RFC6750-2.1.wrong_scheme";

    [ForEachOperation(OperationSet.Api)]
    [Verifies(Missing, Garbage, Place, "RFC6750-3.challenge", "RFC6750-3.1.invalid_token")]
    public async Task No_operation_works_without_a_valid_token(Operation operation)
    {
        var good = WithoutSharedObject(await GoodCall(operation));
        var token = await GoodToken();
        var tampered = SecretVariants.Tampered(Run.Transport.Redactor, token);
        Fault missing = new("no Authorization", Missing, call => call with { Authorization = null });
        ImmutableArray<Fault> malformed =
        [
            new("not a token", Garbage, call => call with { Authorization = "Bearer not-a-token" }) { Rules = [Garbage, Tampered] },
            new("a token with one character changed", Tampered, call => call with { Authorization = "Bearer " + tampered })
            {
                Rules = [Tampered, Garbage],
            },
            new("a token under the scheme Basic", OtherScheme, call => call with { Authorization = "Basic " + token }),
        ];

        Fault elsewhere = new("in other header fields", Place, call => call with
        {
            Authorization = null,
            More = [.. OtherFields(token)],
        })
        {
            Rules = [Place, Missing],
        };

        var series = new FaultSeries(Context, good, isAboutToken: true);
        var effect = await series.RunAsync([missing, .. malformed, elsewhere]);

        Check(Missing).Found(await series.JudgeAsync(missing));
        Check(Garbage).Found(await series.JudgeAsync(malformed));
        Check(Place).Found(await NameField(await series.JudgeAsync(elsewhere), good, token));
        JudgeChallenges(series);
        if (effect is not null)
        {
            Check(Missing, "no_effect").Found(effect);
        }
    }

    // The control must not end what other scenarios read.
    private ApiCall WithoutSharedObject(ApiCall call) => call.Operation.Resource is { Ends: true } && !Run.Objects.AreOwn(call)
        ? call with { Path = call.Path.Clear() }
        : call;

    // All in one request; which field was accepted matters only if one was.
    private IEnumerable<HeaderField> OtherFields(string token)
    {
        string[] names = ["X-Access-Token", "Access-Token", "X-Auth-Token", "X-Api-Key", "Token"];
        IEnumerable<HeaderField> fields =
        [
            .. names.Select(name => new HeaderField(name, token)),
            new("X-Authorization", "Bearer " + token),
            new("Cookie", $"access_token={token}; Authorization=Bearer {token}"),
        ];
        return Settings.Proxy is null ? fields.Append(new("Proxy-Authorization", "Bearer " + token)) : fields;
    }

    private async Task<Finding> NameField(Finding finding, ApiCall good, string token)
    {
        if (finding.Outcome != Outcome.Violated)
        {
            return finding;
        }

        List<string> accepted = [];
        foreach (var field in OtherFields(token))
        {
            if ((await Send(await Renewed(good) with { Authorization = null, More = [field] })).Succeeded)
            {
                accepted.Add(field.Name);
            }
        }

        return accepted.Count == 0 ? finding : finding with { Because = $"the token is accepted from {string.Join(", ", accepted)}" };
    }

    // Credentials of another scheme may be challenged with that scheme alone.
    private void JudgeChallenges(FaultSeries series)
    {
        var refused = series.Replies.Where(one => one.Reply.Status == 401 && one.Fault.Requirement != OtherScheme).ToList();
        Check("RFC6750-3.challenge").Found(Judge("a Bearer challenge", refused, reply => reply.BearerChallenge is not null));
        Check("RFC6750-3.1.invalid_token").Found(Judge(
            "a Bearer challenge with error=\"invalid_token\"",
            refused.Where(one => one.Fault.Requirement is Garbage or Tampered),
            reply => reply.BearerChallenge?["error"] == "invalid_token"));
    }

    private static Finding Judge(string expected, IEnumerable<(Fault Fault, Exchange Reply)> refused, Func<Exchange, bool> holds)
    {
        ImmutableArray<(string, Finding)> findings =
        [
            .. refused.Select(one => (one.Fault.Name, new Finding(
                holds(one.Reply) ? Outcome.Satisfied : Outcome.Violated,
                expected,
                one.Reply.ShowHeader("WWW-Authenticate"),
                Judged: one.Reply.Number))),
        ];
        return findings.IsEmpty
            ? new(Outcome.NotApplicable, expected, "no such request was refused with 401")
            : FindingList.Worst(findings);
    }
}
