using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Running;

/// <summary>The context of one scenario: the run, and the record of its requests and checks.</summary>
/// <param name="run">The run.</param>
/// <param name="scope">The scenario's record.</param>
public sealed class ScenarioContext(RunContext run, ScenarioScope scope) : IRequestSender
{
    /// <summary>The run.</summary>
    public RunContext Run => run;

    /// <summary>The scenario's record.</summary>
    public ScenarioScope Scope => scope;

    /// <inheritdoc/>
    public Task<Exchange> SendAsync(WireRequest request) => run.Transport.SendAsync(request, scope);

    /// <summary>Sends a request to the API.</summary>
    /// <param name="call">The request.</param>
    /// <returns>The exchange, also when there was no reply.</returns>
    public async Task<Exchange> SendAsync(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var exchange = await SendAsync(call.Build(run.Target));
        scope.RecordOperation(exchange.Number, call.Operation);
        return exchange;
    }
}
