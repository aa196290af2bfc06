using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>Guide, section 3, second half: the token goes into the Authorization header of every request.</summary>
public sealed class Section3_UseTheAccessToken : Scenario
{
    [Test, Verifies("S3.bearer.accepted")]
    public async Task A_request_with_the_token_is_accepted() =>
        Check("S3.bearer.accepted").Judge(await Send(await AnyCall()));

    [Test, Verifies("S3.bearer.missing")]
    public async Task A_request_without_token_is_refused()
    {
        var good = await AnyCall();
        await Control(good);

        Check("S3.bearer.missing").Judge(await Send(good with { Authorization = null }));
    }

    [Test, Verifies("S3.bearer.missing")]
    public async Task A_command_without_token_is_refused()
    {
        var good = await AnyCommand();
        await Control(good);

        Check("S3.bearer.missing", "command").Judge(await Send(await Renewed(good) with { Authorization = null }));
    }

    [TestCase("word", "not-a-token")]
    [TestCase("signed_look", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjb25mb3JtYW5jZSJ9.")]
    [Verifies("S3.bearer.garbage")]
    public async Task A_text_that_was_never_a_token_is_refused(string aspect, string garbage)
    {
        var good = await AnyCall();
        await Control(good);

        Check("S3.bearer.garbage", aspect).Judge(
            await Send(good with { Authorization = "Bearer " + garbage }), "S3.bearer.garbage", "S3.bearer.tampered");
    }

    [Test, Verifies("S3.bearer.tampered")]
    public async Task A_token_with_one_character_changed_is_refused()
    {
        var good = await AnyCall();
        await Control(good);
        var tampered = SecretVariants.Tampered(Run.Transport.Redactor, await GoodToken());

        Check("S3.bearer.tampered").Judge(
            await Send(good with { Authorization = "Bearer " + tampered }), "S3.bearer.tampered", "S3.bearer.garbage");
    }

    [Test, Verifies("S3.cache")]
    public async Task One_token_serves_many_requests()
    {
        RequireApi();
        var (token, _) = await Run.Tokens.RequestAsync(Context);
        var good = ApiCall.WithToken(Target, Target.AnyQuery, token);

        var replies = new List<Exchange>();
        while (replies.Count < 5 && replies.All(reply => reply.Succeeded))
        {
            replies.Add(await Send(good));
        }

        Check("S3.cache").Judge(replies[^1]);
    }
}
