using System.Collections.Immutable;
using PartnerApi.Mock.Metrics;

namespace PartnerApi.Mock.Pipeline;

/// <summary>Observes requests that were answered, for example for the journal.</summary>
internal interface IRequestObserver
{
    /// <summary>Acts on a request that was answered.</summary>
    public void OnAnswered(RequestContext context);
}

/// <summary>Records the exchange before the reply is sent, so that a client that has the reply finds the exchange in the journal.</summary>
/// <param name="tally">Counts requests.</param>
/// <param name="observers">Are notified of each exchange.</param>
internal sealed class RecordStage(RequestCounters tally, ImmutableArray<IRequestObserver> observers)
{
    /// <summary>Counts the request and passes it to the observers.</summary>
    public void Run(RequestContext context)
    {
        tally.Count(context.Operation?.Id, context.Reply);
        foreach (var observer in observers)
        {
            observer.OnAnswered(context);
        }
    }
}
