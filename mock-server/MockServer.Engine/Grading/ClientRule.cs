using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Mock.Grading;

/// <summary>The description of a rule.</summary>
/// <param name="Id"><c>G1</c> to <c>G17</c>.</param>
/// <param name="Level">How much a failure counts.</param>
/// <param name="Title">The rule in a few words.</param>
/// <param name="Statement">What a good client does.</param>
/// <param name="Exercise">Name of the exercise that shows it.</param>
public sealed record RuleCard(string Id, Level Level, string Title, string Statement, string Exercise);

/// <summary>One rule of the grade card: it observes each exchange once, stores a bounded amount, and computes a result.</summary>
/// <param name="card">What it is called.</param>
internal abstract class ClientRule(RuleCard card)
{
    private const int MaxEvidence = 10;

    private readonly List<long> _passes = [];
    private readonly List<long> _failures = [];
    private string? _passReason;
    private string? _failReason;

    public RuleCard Card => card;

    /// <summary>Observes an exchange.</summary>
    public abstract void Observe(in GradingContext context);

    /// <summary>Records that an exercise was started.</summary>
    public virtual void Ordered(string exercise)
    {
    }

    /// <summary>What must still be observed before the rule can pass; null when nothing is missing.</summary>
    protected virtual string? Missing => _passReason is null ? "not observed yet" : null;

    public virtual RuleResult Result => this switch
    {
        { _failReason: { } reason } => Make(RuleVerdict.Fail, reason, _failures),
        { Missing: { } missing } => Make(RuleVerdict.NotObserved, $"{missing}; to test it, run exercise '{Card.Exercise}'", _passes),
        _ => Make(RuleVerdict.Pass, _passReason ?? "", _passes),
    };

    protected void Pass(in GradingContext context, string reason)
    {
        _passReason = reason;
        Note(_passes, context);
    }

    protected void Fail(in GradingContext context, string reason)
    {
        _failReason ??= reason;
        Note(_failures, context);
    }

    protected RuleResult Make(RuleVerdict verdict, string reason, IEnumerable<long> evidence) =>
        new(card.Id, card.Title, card.Statement, card.Level, verdict, reason, [.. evidence], card.Exercise);

    private static void Note(List<long> evidence, in GradingContext context)
    {
        if (evidence.Count < MaxEvidence)
        {
            evidence.Add(context.Now.Number);
        }
    }
}
