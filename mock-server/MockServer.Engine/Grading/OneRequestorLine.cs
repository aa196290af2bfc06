using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G7: one requestor per command.</summary>
internal sealed class OneRequestorLine() : ClientRule(new(
    "G7", Level.Should, "Requestor-ID once", "Requestor-ID is sent once per command, in whatever letter case of its name.", "ordinary-run"))
{
    public override void See(in Scene scene)
    {
        if (scene.Now.RequestorLines > 1 || scene.Now.Requestor?.Contains(',') == true)
        {
            Bad(scene, "Requestor-ID was sent twice in one request");
        }
        else if (scene.Now is { NeedsRequestor: true, RequestorLines: 1, IsAccepted: true })
        {
            Good(scene, "commands carried one Requestor-ID");
        }
    }
}
