using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Grading;

/// <summary>The input of an exercise.</summary>
/// <param name="Session">The session.</param>
/// <param name="Sessions">All sessions, for an exercise that needs a second one.</param>
/// <param name="Seconds">How long the circumstances last, for those that ask; 1 to 86,400.</param>
public sealed record ExerciseContext(Session Session, SessionRegistry Sessions, double Seconds);

/// <summary>Prepares the session so that a client can show that it follows a rule of the grade card.</summary>
/// <param name="Name">Its name in control calls.</param>
/// <param name="Rules">The rules that it shows.</param>
/// <param name="Arranges">What it changes in the session, in one sentence.</param>
/// <param name="Then">What the client must do afterwards, in one or two sentences.</param>
/// <param name="Seconds">How long its circumstances last unless told otherwise; 0 where nothing lasts.</param>
/// <param name="Arrange">Changes the session and returns the values that the client needs, by name.</param>
public sealed record Exercise(
    string Name, ImmutableArray<string> Rules, string Arranges, string Then, double Seconds,
    Func<ExerciseContext, ImmutableDictionary<string, string>> Arrange)
{
    /// <summary>How far the clock is set back by <c>clock-offset</c>.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(2);

    private static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    // All characters that need form encoding.
    private const string SpecialSigns = "+&=% /?#";

    /// <summary>Every exercise, in a good order for a whole run.</summary>
    public static ImmutableArray<Exercise> All { get; } =
    [
        new("ordinary-run", ["G1", "G7", "G9", "G10"], "Changes nothing.",
            "Send three commands that require Requestor-ID, one after the other.", 0, _ => Nothing),
        new("parallel-start", ["G14"], "Delays the next token response by some seconds.",
            "Restart the client and send three requests at the same time.", 2, context => Order(
                context, new() { Kind = "slow-token", Times = 1, Seconds = context.Seconds })),
        new("second-person", ["G6"], "Returns the ids of two persons who may act.",
            "Send a command for the first person, then one for the second.", 0, People),
        new("special-secret", ["G8"], "Creates a client whose secret contains characters that need form encoding.",
            "Request a token with its credentials.", 0, SpecialSecret),
        new("short-life", ["G2", "G3"], "Limits the lifetime of tokens to the given seconds, until the session is reset.",
            "Request a token and use it. Send a request seven seconds before the token expires, and another one after it has "
                + "expired.", 60, ShortLife),
        new("401-once", ["G4"], "Refuses the next command or query with 401 and invalid_token.",
            "Send a request and let the client handle the response.", 0, context => Order(context, new() { Kind = "401-once" })),
        new("early-revocation", ["G13", "G4"], "Revokes all tokens of the session.",
            "Send a request and let the client handle the response.", 0, Revoke),
        new("clock-offset", ["G13"], "Sets the session's clock back by two hours, until the session is reset.",
            "Restart the client and send three requests.", 0, SetBack),
        new("rate-limit", ["G5"], "Refuses the next command or query with 429 and Retry-After.",
            "Send a request and let the client handle the response.", 2, context => Order(
                context, new() { Kind = "429-retry-after", Operation = FaultScope.Commands, Seconds = context.Seconds })),
        new(
            ClientTrainingFaults.UnusualTokenResponse, ["G11"],
            "Returns unknown members, another order and an unusual case of token_type in the next token response.",
            "Restart the client and send a request.", 0, context => Order(
                context, new() { Kind = ClientTrainingFaults.UnusualTokenResponse })),
        new("invalid-client-400", ["G12"], "Refuses the next token request with 400 and invalid_client.",
            "Restart the client and send a request, which should fail. Wait two seconds and send it again.", 0, context => Order(
                context, new() { Kind = ClientTrainingFaults.InvalidClient400 })),
        new("invalid-client-401", ["G12"], "Refuses the next token request with 401 and invalid_client.",
            "Restart the client and send a request, which should fail. Wait two seconds and send it again.", 0, context => Order(
                context, new() { Kind = ClientTrainingFaults.InvalidClient401 })),
        new("redirect", ["G15"], "Answers the next token request with a redirect.",
            "Restart the client and send a request, which should fail. Send it again.", 0, context => Order(
                context, new() { Kind = ClientTrainingFaults.RedirectToken })),
        new("wait-for-active", ["G17"], "Changes nothing.",
            "Create a customer and onboard it. Create a product for it, and use the product in an order.", 0, _ => Nothing),
        new("second-environment", ["G16"], "Creates a second session with its own credentials.",
            "Configure the client for both environments, each with its own credentials and with its session's name in the header "
                + "X-Mock-Session. Send a request to each.", 0, SecondEnvironment),
    ];

    // Accepted until the next version.
    private static readonly FrozenDictionary<string, string> FormerNames = new Dictionary<string, string>
    {
        ["odd-token"] = ClientTrainingFaults.UnusualTokenResponse,
        ["early-death"] = "early-revocation",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Finds an exercise by its name or by a former name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The exercise, or null when no exercise has that name.</returns>
    public static Exercise? Find(string name) =>
        FormerNames.GetValueOrDefault(name, name) is var current ? All.FirstOrDefault(exercise => exercise.Name == current) : null;

    /// <summary>Says that a name is a former one.</summary>
    /// <param name="name">The name.</param>
    /// <returns>One line, or null when the name is current or unknown.</returns>
    public static string? RenameNotice(string name) => FormerNames.TryGetValue(name, out var current)
        ? $"the exercise '{name}' is now called '{current}'; the old name is accepted until the next version"
        : null;

    /// <summary>Prepares a session and records the exercise in its grade.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sessions">All sessions.</param>
    /// <param name="seconds">How long they last; null for the exercise's own time.</param>
    /// <returns>The values that the client needs, by name; may be empty.</returns>
    /// <exception cref="ArgumentException">The session has the maximum number of faults.</exception>
    /// <exception cref="InvalidOperationException">The maximum number of sessions is reached.</exception>
    public ImmutableDictionary<string, string> Start(Session session, SessionRegistry sessions, double? seconds = null)
    {
        var told = Arrange(new(session, sessions, seconds ?? Seconds));
        session.Grade.Ordered(Name);
        return told;
    }

    private static ImmutableDictionary<string, string> Order(ExerciseContext context, FaultOptions order)
    {
        context.Session.Faults.Add(order);
        return Nothing;
    }

    private static ImmutableDictionary<string, string> People(ExerciseContext context)
    {
        var active = context.Session.Resources.All(Resources.ResourceStore.NaturalPerson)
            .Where(person => (string?)person.Body["status"] == "ACTIVE").Take(2).ToList();
        return active.Index().ToImmutableDictionary(item => $"requestorId{item.Index + 1}", item => item.Item.Id);
    }

    private static ImmutableDictionary<string, string> SpecialSecret(ExerciseContext context)
    {
        var made = context.Sessions.AddClient(context.Session, "-special", SpecialSigns);
        return Nothing.Add("clientId", made.ClientId).Add("clientSecret", made.ClientSecret);
    }

    private static ImmutableDictionary<string, string> ShortLife(ExerciseContext context)
    {
        foreach (var client in context.Session.Clients)
        {
            client.Lifetime = TimeSpan.FromSeconds(context.Seconds);
        }

        return Nothing.Add("tokenLifetimeSeconds", context.Seconds.ToString("F0", CultureInfo.InvariantCulture));
    }

    private static ImmutableDictionary<string, string> Revoke(ExerciseContext context)
    {
        foreach (var client in context.Session.Clients)
        {
            client.Revoke();
        }

        return Nothing;
    }

    private static ImmutableDictionary<string, string> SetBack(ExerciseContext context)
    {
        context.Session.Clock.Set(context.Session.Clock.GetUtcNow() - Offset);
        return Nothing;
    }

    private static ImmutableDictionary<string, string> SecondEnvironment(ExerciseContext context)
    {
        var made = context.Sessions.Create(new());
        context.Session.Grade.Pair(made.Session.Grade);
        return Nothing.Add("session", context.Session.Id).Add("secondSession", made.Session.Id)
            .Add("secondClientId", made.ClientId).Add("secondClientSecret", made.ClientSecret);
    }
}
