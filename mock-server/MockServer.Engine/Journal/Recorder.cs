using System.Globalization;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock.Diagnosis;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Journal;

/// <summary>Puts each answered request into its session's journal and grade. The one place where a request is still whole and about to be kept.</summary>
/// <param name="explainer">Explains the exchanges when asked.</param>
/// <param name="realClock">The clock that nobody moves.</param>
internal sealed class Recorder(Explainer explainer, TimeProvider realClock)
{
    /// <summary>Records a request and its outcome.</summary>
    /// <param name="http">The request as it came.</param>
    /// <param name="outcome">What became of it.</param>
    public void Record(ApiRequest http, in Outcome outcome)
    {
        var session = outcome.Session;
        Learn(outcome, session.Secrets);
        var kept = RedactedRequest.Redact(http, session.Secrets);
        var exchange = Exchange(kept.Http, outcome, session);
        session.Journal.Add(exchange);
        session.Grade.See(Observations.Of(http, kept, outcome, exchange, realClock.GetUtcNow()));
    }

    // What is presented as a credential is taken for one, whether it is right or not.
    private static void Learn(in Outcome outcome, Redactor secrets)
    {
        // Signed tokens give themselves away by their form, and need not be remembered.
        if (outcome is { Broken: not null, CommandRequest.Bearer: { Claims: null, Token: { } token } })
        {
            secrets.Learn(token, SecretKinds.Token);
        }
        else if (outcome is { Broken: not null, TokenRequest: { } request })
        {
            foreach (var secret in (ReadOnlySpan<string?>)[request.Secret, request.Form.First("client_secret"), request.Query.First("client_secret"), request.Basic?.Secret])
            {
                // Who swaps id and secret has not made a secret of the id: it would be masked wherever it stands.
                if (secret is not null && !outcome.Session.ClientIds.Contains(secret))
                {
                    secrets.Learn(secret, SecretKinds.Secret);
                }
            }
        }
    }

    private static ApiReply Redacted(in Outcome outcome, Redactor secrets)
    {
        SecretKinds found = default;
        return outcome.Reply switch
        {
            { Body.IsEmpty: true } reply => reply,
            var reply when outcome.Issued is { Form: { } form } issued && ReferenceEquals(issued.Reply, reply) => reply with { Body = secrets.Redact(reply.Body, RedactedRequest.MaxBody, form.Frame) },
            var reply => secrets.Redact(reply.Body, RedactedRequest.MaxBody, ref found) is var body && body.Equals(reply.Body) ? reply : reply with { Body = body },
        };
    }

    private Exchange Exchange(ApiRequest kept, in Outcome outcome, Session session)
    {
        var clientId = outcome.TokenRequest is { } token ? token.ClientId : outcome.CommandRequest?.Bearer.Claims?.ClientId;
        return new(explainer)
        {
            Time = session.Clock.GetUtcNow(),
            Request = kept,
            Reply = Redacted(outcome, session.Secrets),
            Operation = outcome.Operation,
            ClientId = clientId is null ? null : session.Secrets.Redact(clientId),
            TokenHash = outcome.CommandRequest?.Bearer.Token?.GetHashCode(StringComparison.Ordinal) ?? 0,
            Broken = outcome.Broken,
            Fault = outcome.Reply.Headers.First(FaultPlan.Header),
            Clues = Clues.Of(outcome),
            ClientsThen = session.ClientIds,
        };
    }
}

/// <summary>Reduces an exchange to what the grade card looks at.</summary>
internal static class Observations
{
    public static Observation Of(ApiRequest http, in RedactedRequest kept, in Outcome outcome, Exchange exchange, DateTimeOffset now)
    {
        var token = outcome.TokenRequest;
        var command = outcome.CommandRequest;
        return new()
        {
            Number = exchange.Number,
            Time = exchange.Time,
            RealTime = now,
            Kind = Kind(outcome.Operation),
            Key = HashCode.Combine(http.Method, http.Path, http.Query, Hash(http.Body.Span)),
            Path = kept.Http.Path,
            Status = outcome.Reply.Status,
            Rule = outcome.Broken?.Requirement,
            Fault = exchange.Fault,
            RetryAfter = RetryAfter(outcome.Reply),
            HeldBack = outcome.Reply.Delay,
            ClientId = exchange.ClientId ?? "",
            Token = exchange.TokenHash,
            Issued = outcome.Issued is { } issued ? issued.Token.GetHashCode(StringComparison.Ordinal) : 0,
            Lifetime = outcome.Issued?.Lifetime ?? default,
            InUrl = kept.InUrl,
            InReferer = kept.InReferer,
            InBody = kept.InBody,
            NeedsRequestor = command?.NeedsRequestor ?? false,
            RequestorLines = command?.RequestorLines ?? 0,
            Requestor = command?.Requestor,
            SecretNeedsEncoding = token is { Basic: null, Secret: { } secret } && Uri.EscapeDataString(secret) != secret,
            SecretWronglyEncoded = exchange.Clues.Secret is SecretClue.NotEncoded or SecretClue.EncodedTwice,
            HasCredentials = kept.InBody != SecretKinds.None || http.Headers.First("Authorization") is not null,
            NamesSession = http.Headers.First(SessionHeader.Name) == outcome.Session.Id,
            IsForeign = outcome.IsForeign,
        };
    }

    private static ObservationKind Kind(Operation? operation) => operation?.Kind switch
    {
        null => ObservationKind.Stray,
        OperationKind.Token => ObservationKind.Token,
        OperationKind.Query => ObservationKind.Query,
        _ => ObservationKind.Command,
    };

    private static TimeSpan? RetryAfter(ApiReply reply) =>
        reply.Status is 429 or 503 && int.TryParse(reply.Headers.First("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static int Hash(ReadOnlySpan<byte> body)
    {
        var hash = default(HashCode);
        hash.AddBytes(body);
        return hash.ToHashCode();
    }
}
