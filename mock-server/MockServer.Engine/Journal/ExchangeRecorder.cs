using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.HttpTrace.Redaction;
using PartnerApi.Mock.Diagnosis;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Grading;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Operations;
using PartnerApi.Mock.Pipeline;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Journal;

/// <summary>
/// Adds each answered request to the journal of its session and passes it to the grader. This is the only place where a request is
/// complete before it is stored, so it is redacted here.
/// </summary>
/// <param name="explainer">Explains the exchanges when asked.</param>
/// <param name="realClock">The real clock, which cannot be moved.</param>
/// <param name="links">Links a refusal to its entry in the journal.</param>
internal sealed class ExchangeRecorder(Explainer explainer, TimeProvider realClock, ExchangeLinks links) : IRequestObserver
{
    /// <inheritdoc/>
    public void OnAnswered(RequestContext context)
    {
        var session = context.Session;
        Learn(context, session.Secrets);
        var redacted = RedactedRequest.Redact(context.Http, session.Secrets);
        var exchange = Exchange(redacted.Http, context, session);
        session.Journal.Add(exchange);
        session.Grade.Observe(Observations.From(redacted, context, exchange, realClock.GetUtcNow()));
        if (context is not { Broken: null, Fault: null } && links.To(session, exchange.Number) is { } link)
        {
            context.Reply = context.Reply.With(ExchangeLinks.Header, link);
        }
    }

    // Any value presented as a credential is redacted, whether valid or not.
    private static void Learn(RequestContext context, Redactor secrets)
    {
        // Signed tokens are recognized by their form and need not be stored.
        if (context is { Broken: not null, CommandRequest.Bearer: { Claims: null, Token: { } token } })
        {
            secrets.Learn(token, SecretKinds.Token);
        }
        else if (context is { Broken: not null, TokenRequest: { } request })
        {
            foreach (var secret in Secrets(request))
            {
                // A client id sent as the secret is not a secret; otherwise it would be masked everywhere.
                if (secret is not null && !context.Session.ClientIds.Contains(secret))
                {
                    secrets.Learn(secret, SecretKinds.Secret);
                }
            }
        }
    }

    private static ImmutableArray<string?> Secrets(TokenRequest request) =>
        [request.Secret, request.Form.First("client_secret"), request.Query.First("client_secret"), request.Basic?.Secret];

    private static ApiReply Redacted(RequestContext context, Redactor secrets)
    {
        var reply = context.Reply;
        if (reply.Body.IsEmpty)
        {
            return reply;
        }

        SecretKinds found = default;
        // The reply that brings a token differs from others in the token only.
        var body = context.Issued is { Body.Frame: { } frame } issued && ReferenceEquals(issued.Reply, reply)
            ? secrets.Redact(reply.Body, RedactedRequest.MaxBody, frame)
            : secrets.Redact(reply.Body, RedactedRequest.MaxBody, ref found);
        return body.Equals(reply.Body) ? reply : reply with { Body = body };
    }

    private Exchange Exchange(ApiRequest redacted, RequestContext context, Session session)
    {
        SecretKinds found = default;
        return new(explainer)
        {
            Time = session.Clock.GetUtcNow(),
            Request = redacted,
            Reply = Redacted(context, session.Secrets),
            Operation = context.Operation,
            ClientId = context is { Operation: not null, ClientId: { } id } ? session.Secrets.Redact(id, ref found) : null,
            TokenHash = context.CommandRequest?.Bearer.Token?.GetHashCode(StringComparison.Ordinal) ?? 0,
            Broken = context.Broken,
            Fault = context.Reply.Headers.First(FaultPlan.Header),
            Warning = context.NotReady is { } early ? $"{early.Field} {early.Message}" : null,
            FaultEffect = context.Fault?.Order.Describe() ?? "",
            Hints = CredentialHints.Read(context),
            ClientsThen = session.ClientIds,
        };
    }
}

/// <summary>Converts an exchange to the observation that the grader uses.</summary>
internal static class Observations
{
    public static Observation From(in RedactedRequest redacted, RequestContext context, Exchange exchange, DateTimeOffset now)
    {
        var http = context.Http;
        var token = context.TokenRequest;
        var command = context.CommandRequest;
        return new()
        {
            Number = exchange.Number,
            Time = exchange.Time,
            RealTime = now,
            Kind = Kind(context.Operation),
            Key = HashCode.Combine(http.Method, http.Path, http.Query, Hash(http.Body.Span)),
            Path = redacted.Http.Path,
            Status = context.Reply.Status,
            WaitedUntilReady = context switch
            {
                { Broken.Requirement: Readiness.Requirement } or { NotReady: not null } => false,
                { NeededReady: true } => true,
                _ => null,
            },
            Rule = context.Broken?.Requirement,
            Fault = exchange.Fault,
            RetryAfter = RetryAfter(context.Reply),
            ReplyDelay = context.Reply.Delay,
            ClientId = exchange.ClientId ?? "",
            Token = exchange.TokenHash,
            Issued = context.Issued is { } issued ? issued.Token.GetHashCode(StringComparison.Ordinal) : 0,
            Lifetime = context.Issued?.Lifetime ?? default,
            InUrl = redacted.InUrl,
            InReferer = redacted.InReferer,
            InBody = redacted.InBody,
            NeedsRequestor = command?.NeedsRequestor ?? false,
            RequestorLines = command?.RequestorLines ?? 0,
            Requestor = command?.Requestor,
            SecretNeedsEncoding = token is { Basic: null, Secret: { } secret } && Uri.EscapeDataString(secret) != secret,
            SecretWronglyEncoded = exchange.Hints.Secret is SecretHint.NotEncoded or SecretHint.EncodedTwice,
            HasCredentials = redacted.InBody != SecretKinds.None || http.Headers.First("Authorization") is not null,
            NamesSession = http.Headers.First(SessionHeader.Name) == context.Session.Id,
            IsForeign = context.IsForeign,
        };
    }

    private static ObservationKind Kind(Operation? operation) => operation?.Kind switch
    {
        null => ObservationKind.Unrouted,
        OperationKind.Token => ObservationKind.Token,
        OperationKind.Query => ObservationKind.Query,
        _ => ObservationKind.Command,
    };

    private static TimeSpan? RetryAfter(ApiReply reply) =>
        reply.Status is 429 or 503
        && int.TryParse(reply.Headers.First("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static int Hash(ReadOnlySpan<byte> body)
    {
        var hash = default(HashCode);
        hash.AddBytes(body);
        return hash.ToHashCode();
    }
}
