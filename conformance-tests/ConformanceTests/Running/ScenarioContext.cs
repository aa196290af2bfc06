using PartnerApi.Conformance.Checks;
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
}
