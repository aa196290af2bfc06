using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G6: each command names the person who acts.</summary>
internal sealed class ActingPerson() : ClientRule(new(
    "G6", Level.Must, "Requestor-ID of the acting person", "Every command but the exempt ones carries Requestor-ID, a UUID, of the person who acts in that case.", "second-person"))
{
    private const int CommandsThatShowIt = 3;

    private readonly HashSet<Guid> _people = [];
    private bool _ordered;
    private int _since;

    public override void Ordered(string exercise) => _ordered |= exercise == Card.Exercise;

    public override void See(in Scene scene)
    {
        if (scene.Now is not { Kind: ObservationKind.Command, NeedsRequestor: true, Token: not 0 })
        {
            return;
        }

        if (scene.Now.Rule is "S4.requestor_id.required" or "S4.requestor_id.blank")
        {
            Bad(scene, "a command that is not exempt came without Requestor-ID");
        }
        else if (scene.Now is { RequestorLines: 1, Requestor: { } value })
        {
            // Two values in one line are another rule's matter (G7).
            See(scene, value.Split(',')[0].Trim());
        }
    }

    private void See(in Scene scene, string value)
    {
        if (!Guid.TryParseExact(value, "D", out var person) || person == Guid.Empty)
        {
            Bad(scene, "Requestor-ID held something else than the id of a person");
            return;
        }

        if (scene.Now.IsAccepted && _people.Count < 2 && _people.Add(person))
        {
            Good(scene, "commands named the person who acted, and not always the same");
        }

        _since += _ordered && scene.Now.IsAccepted ? 1 : 0;
        if (_people.Count == 1 && _since >= CommandsThatShowIt)
        {
            Bad(scene, "all commands named the same person, also when another one was to act");
        }
    }

    protected override string? Missing => _people.Count < 2 ? "only one person has acted so far" : null;
}
