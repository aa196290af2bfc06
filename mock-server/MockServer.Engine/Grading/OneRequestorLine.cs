using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G7: one requestor per command.</summary>
internal sealed class OneRequestorLine() : ClientRule(new(
    "G7", Level.Should, "Requestor-ID once", "Requestor-ID is sent once per command; the case of its name does not "
        + "matter.", "ordinary-run"))
{
    public override void Observe(in GradingContext context)
    {
        if (context.Now.RequestorLines > 1 || context.Now.Requestor?.Contains(',') == true)
        {
            Fail(context, "Requestor-ID was sent twice in one request");
        }
        else if (context.Now is { NeedsRequestor: true, RequestorLines: 1, IsAccepted: true })
        {
            Pass(context, "commands carried one Requestor-ID");
        }
    }
}
