using System.Collections.Immutable;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Grading;

/// <summary>
/// Grades the client of one session: each exchange is seen once, so the grade does not depend on how much the journal keeps.
/// </summary>
public sealed class ClientGrader : ISessionPart
{
    private readonly Lock _lock = new();
    private TokenHistory _history = new();
    private long _last;
    private ImmutableArray<ClientRule> _rules = NewRules();

    /// <summary>The descriptions of the rules, in order.</summary>
    public static ImmutableArray<RuleCard> Cards { get; } = [.. NewRules().Select(rule => rule.Card)];

    /// <summary>The current results.</summary>
    public ImmutableArray<RuleResult> Results
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules.Select(rule => rule.Result)];
            }
        }
    }

    /// <summary>How many exchanges the session has had; clearing does not change it.</summary>
    internal long Exchanges
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>Clears all observations.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _history = new();
            _rules = NewRules();
        }
    }

    internal void Observe(Observation observation)
    {
        lock (_lock)
        {
            var context = _history.Before(observation);
            foreach (var rule in _rules)
            {
                rule.Observe(context);
            }

            _history.After(context);
            _last = Math.Max(_last, observation.Number);
        }
    }

    internal void Ordered(string exercise)
    {
        lock (_lock)
        {
            foreach (var rule in _rules)
            {
                rule.Ordered(exercise);
            }
        }
    }

    internal void Pair(ClientGrader sister) => Own.Pair(sister.Own);

    private OwnCredentials Own => _rules.OfType<OwnCredentials>().Single();

    private static ImmutableArray<ClientRule> NewRules() =>
    [
        new TokenReuse(), new TimelyRefresh(), new NoExpiredToken(), new OneRetry(), new BackOff(), new ActingPerson(),
            new OneRequestorLine(), new FormEncoding(),
        new NoLeak(), new OneMethod(), new Tolerance(), new ClientRefusals(), new EarlyRevocation(), new SingleFlight(), new NoRedirect(),
            new OwnCredentials(), new WaitsUntilReady(),
    ];
}

/// <summary>Adds the grader to sessions.</summary>
public static class SessionGrades
{
    extension(Session session)
    {
        /// <summary>The grader of the session's client.</summary>
        public ClientGrader Grade => session.Part<ClientGrader>();
    }
}
