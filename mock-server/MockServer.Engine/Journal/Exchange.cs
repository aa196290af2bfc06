using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace;
using PartnerApi.Mock.Diagnosis;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Rules;

namespace PartnerApi.Mock.Journal;

/// <summary>One request and its reply, without secrets, and the reasons for the reply.</summary>
public sealed class Exchange
{
    private const int Overhead = 512;

    private static readonly CurlCommand CurlWriter = new(new());

    private readonly Explainer _explainer;

    internal Exchange(Explainer explainer) => _explainer = explainer;

    /// <summary>Its number within the session, from 1.</summary>
    public long Number { get; internal set; }

    /// <summary>When it was received, by the session's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The request, without secrets; the body cut to 16 KiB.</summary>
    public required ApiRequest Request { get; init; }

    /// <summary>The reply, without secrets; the body cut to 16 KiB.</summary>
    public required ApiReply Reply { get; init; }

    /// <summary>The operation; null when path and method name none.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The client, as it named itself or as its token says; null when neither is there.</summary>
    public string? ClientId { get; init; }

    /// <summary>The same for equal tokens, and for nothing else; null when no token was presented.</summary>
    public string? TokenFingerprint => TokenHash == 0 ? null : TokenHash.ToString("x8", CultureInfo.InvariantCulture);

    internal int TokenHash { get; init; }

    /// <summary>The rule that refused, and how; null when none did.</summary>
    public BrokenRule? Broken { get; init; }

    /// <summary>The ordered failure that answered instead; null when none did.</summary>
    public string? Fault { get; init; }

    /// <summary>What the client did too early although it was executed; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What that failure does, with the ordered values.</summary>
    public string FaultEffect { get; init; } = "";

    /// <summary>What was noticed about credentials while they could be seen.</summary>
    internal CredentialHints Hints { get; init; } = CredentialHints.None;

    /// <summary>Ids of the clients that the session had.</summary>
    internal ImmutableArray<string> ClientsThen { get; init; } = [];

    /// <summary>The <c>requestId</c> of the reply; null when it has none.</summary>
    public string? RequestId
    {
        get
        {
            // Only error messages have one, and these are short.
            if (Reply.Status < 400 || Reply.Body.IsEmpty)
            {
                return null;
            }

            try
            {
                using var body = JsonDocument.Parse(Reply.Body);
                return body.RootElement is { ValueKind: JsonValueKind.Object } members
                    && members.TryGetProperty("requestId", out var id) && id.ValueKind == JsonValueKind.String
                    ? id.GetString()
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether a rule refused it.</summary>
    public bool IsRefused => Broken is not null;

    /// <summary>The rules in their order, up to the one that decided.</summary>
    public ImmutableArray<RuleStep> Rules => _explainer.Steps(Operation, Broken);

    /// <summary>Why it was refused, the likeliest cause first; empty when it was not.</summary>
    public ImmutableArray<RequestDiagnosis> Why => this switch
    {
        { Broken: { } broken } => _explainer.Explain(new(Request, broken)
        {
            Operation = Operation,
            ClientId = ClientId,
            Hints = Hints,
            Clients = ClientsThen,
            Contract = _explainer.Contract,
        }),
        { Fault: { } fault } => [Explainer.ExplainFault(fault, FaultEffect)],
        _ => [],
    };

    /// <summary>A command line that sends it again; credentials are named as shell variables.</summary>
    /// <param name="address">Where the API listens.</param>
    /// <returns>The command line.</returns>
    public string Curl(Uri address) => CurlWriter.Write(Request, address, new MaskVariables().Split);

    internal long Bytes => Overhead + Request.Body.Length + Reply.Body.Length + (2L * (Request.Path.Length + Request.Query.Length));

    /// <summary>One line, and for a refused request the cause and the fix below it.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"#{Number} {Request.Method} {Request.Path} -> {Reply.Status}");
        var fault = Fault is null ? "" : $" (simulated fault {Fault})";
        return Why.IsEmpty ? line + fault : $"{line} by {Broken?.Requirement ?? Fault}{Environment.NewLine}    {Why[0]}";
    }
}
