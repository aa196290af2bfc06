namespace PartnerApi.GeneratedClient.Tests.Calls;

/// <summary>What a generated client made of a reply.</summary>
/// <param name="Operation">Operation id.</param>
/// <param name="Token">Whether the request had a token.</param>
/// <param name="Status">Status of the reply.</param>
/// <param name="Declared">Whether the client knows the status.</param>
internal sealed record Outcome(string Operation, bool Token, int Status, bool Declared)
{
    /// <summary>The outcomes of a mock that agrees with its contract: success with a token, a declared refusal without one.</summary>
    public static IEnumerable<Outcome> Expected(IEnumerable<OperationCall> calls) => calls.SelectMany(call =>
    {
        var success = new Outcome(call.Operation.Id, Token: true, call.Operation.SuccessStatus, Declared: true);
        return call.Operation.Kind == Fixtures.Contracts.OperationKind.Token
            ? new[] { success }
            : [success with { Token = false, Status = 401 }, success];
    });
}
