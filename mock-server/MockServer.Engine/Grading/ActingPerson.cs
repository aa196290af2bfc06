using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>G6: each command names the person who acts.</summary>
internal sealed class ActingPerson() : ClientRule(new(
    "G6", Level.Must, "Requestor-ID of the acting person", "Every command that is not exempt carries Requestor-ID with the UUID of "
        + "the acting person.", "second-person"))
{
    private const int MinCommands = 3;

    private readonly HashSet<Guid> _people = [];
    private bool _ordered;
    private int _since;

    public override void Ordered(string exercise) => _ordered |= exercise == Card.Exercise;

    public override void Observe(in GradingContext context)
    {
        if (context.Now is not { Kind: ObservationKind.Command, NeedsRequestor: true, Token: not 0 })
        {
            return;
        }

        if (context.Now.Rule is "S4.requestor_id.required" or "S4.requestor_id.blank")
        {
            Fail(context, "a command that is not exempt had no Requestor-ID");
        }
        else if (context.Now is { RequestorLines: 1, Requestor: { } value })
        {
            // G7 covers two values in one line.
            Observe(context, value.Split(',')[0].Trim());
        }
    }

    private void Observe(in GradingContext context, string value)
    {
        if (!Guid.TryParseExact(value, "D", out var person) || person == Guid.Empty)
        {
            Fail(context, "Requestor-ID was not the id of a person");
            return;
        }

        if (context.Now.IsAccepted && _people.Count < 2 && _people.Add(person))
        {
            Pass(context, "commands carried the id of the acting person, for more than one person");
        }

        _since += _ordered && context.Now.IsAccepted ? 1 : 0;
        if (_people.Count == 1 && _since >= MinCommands)
        {
            Fail(context, "all commands carried the same person's id, even when another person should act");
        }
    }

    protected override string? Missing => _people.Count < 2 ? "commands for only one person were observed" : null;
}
