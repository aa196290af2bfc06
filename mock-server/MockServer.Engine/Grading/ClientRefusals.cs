using PartnerApi.Fixtures.Requirements;
using PartnerApi.Mock.Faults;

namespace PartnerApi.Mock.Grading;

/// <summary>G12: recognizes refused credentials by both allowed statuses.</summary>
internal sealed class ClientRefusals() : ClientRule(new(
    "G12", Level.Must, "invalid_client as 400 and 401", "When the credentials are refused with status 400 or 401, the client reports "
        + "an error instead of retrying at once, and works again once they are accepted.", "invalid-client-400"))
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> _survived = [];
    private Observation? _refused;

    public override void Observe(in GradingContext context)
    {
        if (context.Now.Kind == ObservationKind.Token && _refused is { } refused && refused.ClientId == context.Now.ClientId)
        {
            Judge(context, refused);
        }

        if (context.Now.Fault is ClientTrainingFaults.InvalidClient400 or ClientTrainingFaults.InvalidClient401)
        {
            _refused = context.Now;
        }
    }

    private void Judge(in GradingContext context, Observation refused)
    {
        if (context.Since(refused) < AtOnce)
        {
            Fail(context, $"invalid_client with status {refused.Status} was followed by an immediate retry");
            _refused = null;
        }
        else if (context.Now.Issued != 0)
        {
            _survived.Add(refused.Fault!);
            Pass(context, "the client reported refused credentials and worked again once they were accepted");
            _refused = null;
        }
    }

    protected override string? Missing => _survived.Count < 2
        ? "the client must recover from both statuses (see also exercise 'invalid-client-401')"
        : null;
}
