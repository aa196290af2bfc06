using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

/// <summary>Sends requests for a scenario, so that each exchange is recorded with it.</summary>
public interface IRequestSender
{
    /// <summary>Sends a request and records the exchange.</summary>
    /// <param name="request">The request; <c>Accept</c> and <c>User-Agent</c> are added.</param>
    /// <returns>The exchange, also when there was no reply.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="PrerequisiteException">
    /// A budget is used up, the target blocks the suite, or the request is for the API and the target is only a token endpoint.
    /// </exception>
    public Task<Exchange> SendAsync(WireRequest request);
}
