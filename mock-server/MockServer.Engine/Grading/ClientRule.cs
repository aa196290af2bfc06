using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>What a rule is called and how it is shown.</summary>
/// <param name="Id"><c>G1</c> to <c>G16</c>.</param>
/// <param name="Level">How much a failure counts.</param>
/// <param name="Title">The rule in a few words.</param>
/// <param name="Statement">What a good client does.</param>
/// <param name="Exercise">Name of the exercise that shows it.</param>
public sealed record RuleCard(string Id, Level Level, string Title, string Statement, string Exercise);

/// <summary>One rule of the grade card: sees each exchange once, remembers a bounded amount, and marks.</summary>
/// <param name="card">What it is called.</param>
internal abstract class ClientRule(RuleCard card)
{
    private const int MostEvidence = 10;

    private readonly List<long> _good = [];
    private readonly List<long> _bad = [];
    private string? _goodReason;
    private string? _badReason;

    public RuleCard Card => card;

    /// <summary>Sees an exchange.</summary>
    public abstract void See(in Scene scene);

    /// <summary>Notes that an exercise was ordered.</summary>
    public virtual void Ordered(string exercise)
    {
    }

    /// <summary>What is still wanted before the rule can pass; null when enough was seen.</summary>
    protected virtual string? Missing => _goodReason is null ? "nothing has shown it yet" : null;

    public virtual Mark Mark => this switch
    {
        { _badReason: { } bad } => Make(Verdict.Fail, bad, _bad),
        { Missing: { } missing } => Make(Verdict.NotObserved, $"{missing}; exercise '{Card.Exercise}' shows it", _good),
        _ => Make(Verdict.Pass, _goodReason ?? "", _good),
    };

    protected void Good(in Scene scene, string reason)
    {
        _goodReason = reason;
        Note(_good, scene);
    }

    protected void Bad(in Scene scene, string reason)
    {
        _badReason ??= reason;
        Note(_bad, scene);
    }

    protected Mark Make(Verdict verdict, string reason, IEnumerable<long> evidence) =>
        new(card.Id, card.Title, card.Statement, card.Level, verdict, reason, [.. evidence], card.Exercise);

    private static void Note(List<long> evidence, in Scene scene)
    {
        if (evidence.Count < MostEvidence)
        {
            evidence.Add(scene.Now.Number);
        }
    }
}
