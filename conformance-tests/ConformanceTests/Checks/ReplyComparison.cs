using System.Collections.Concurrent;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.Checks;

/// <summary>
/// Compares each successful reply of a run with the contract when it arrives, while its whole body is at hand, and keeps the most serious
/// finding of each operation.
/// </summary>
/// <param name="contract">The contract.</param>
public sealed class ReplyComparison(Contract contract)
{
    /// <summary>The requirement on the status of a success.</summary>
    public const string Status = "API.reply.status";

    /// <summary>The requirement on the media type of a success.</summary>
    public const string MediaType = "API.reply.media_type";

    /// <summary>The requirement on the body of a success.</summary>
    public const string Schema = "API.reply.schema";

    private readonly ReplyAgreement _agreement = new(contract.Schemas);
    private readonly ConcurrentDictionary<(string Requirement, string Operation), ReplyFinding> _worst = new();

    /// <summary>Compares a reply; one that is no whole success of an operation is ignored.</summary>
    /// <param name="exchange">The exchange.</param>
    public void Add(Exchange exchange)
    {
        if (exchange is not { Succeeded: true, Intermediary: null, Reply.BodyProblem: null, Request.Operation: { } id }
            || contract.Find(id) is not { } operation)
        {
            return;
        }

        Keep(Status, id, ReplyAgreement.Status(operation, exchange));
        Keep(MediaType, id, ReplyAgreement.MediaType(operation, exchange));
        if (operation.ResponseSchema is not null)
        {
            Keep(Schema, id, _agreement.Schema(operation, exchange));
        }
    }

    /// <summary>The most serious finding of an operation.</summary>
    /// <param name="requirement">One of the three requirements.</param>
    /// <param name="operation">The operation's id.</param>
    /// <returns>The finding; null when the operation had no successful reply.</returns>
    public ReplyFinding? Worst(string requirement, string operation) => _worst.GetValueOrDefault((requirement, operation));

    private void Keep(string requirement, string operation, ReplyFinding finding) =>
        _worst.AddOrUpdate((requirement, operation), finding, (_, known) => ReplyAgreement.Worst([known, finding]));
}
