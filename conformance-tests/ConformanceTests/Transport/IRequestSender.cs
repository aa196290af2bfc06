using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Transport;

/// <summary>Sends requests on behalf of whoever asks for them, so that each exchange is recorded with its scenario.</summary>
public interface IRequestSender
{
    /// <summary>Sends a request and records the exchange.</summary>
    /// <param name="request">The request; <c>Accept</c> and <c>User-Agent</c> are added.</param>
    /// <returns>The exchange, also when there was no reply.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="PrerequisiteException">
    /// A budget is spent, the target keeps the suite out, or the request is for the API and the target is a token endpoint only.
    /// </exception>
    public Task<Exchange> SendAsync(WireRequest request);
}
