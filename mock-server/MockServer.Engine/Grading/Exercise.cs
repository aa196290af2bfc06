using System.Collections.Immutable;
using System.Globalization;
using PartnerApi.Mock.Faults;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Grading;

/// <summary>What an exercise works on.</summary>
/// <param name="Session">The session.</param>
/// <param name="Sessions">All sessions, for an exercise that needs a second one.</param>
/// <param name="Seconds">How long the circumstances last, for those that ask; 1 to 86,400.</param>
public sealed record ExerciseContext(Session Session, SessionRegistry Sessions, double Seconds);

/// <summary>Arranges the circumstances in which a client can show that it keeps a rule of the grade card.</summary>
/// <param name="Name">Its name in control calls.</param>
/// <param name="Rules">The rules that it shows.</param>
/// <param name="Arranges">What it arranges, in one sentence.</param>
/// <param name="Then">What the client is to do afterwards, in one sentence.</param>
/// <param name="Seconds">How long its circumstances last unless told otherwise; 0 where nothing lasts.</param>
/// <param name="Arrange">Does it, and yields what the client must know, by name.</param>
public sealed record Exercise(
    string Name, ImmutableArray<string> Rules, string Arranges, string Then, double Seconds, Func<ExerciseContext, ImmutableDictionary<string, string>> Arrange)
{
    /// <summary>How far the clock is set back by <c>clock-offset</c>.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(2);

    private static readonly ImmutableDictionary<string, string> Nothing = ImmutableDictionary<string, string>.Empty;

    // Every sign that the form encoding changes.
    private const string SpecialSigns = "+&=% /?#";

    /// <summary>Every exercise, in a good order for a whole run.</summary>
    public static ImmutableArray<Exercise> All { get; } =
    [
        new("ordinary-run", ["G1", "G7", "G9", "G10"], "Nothing.",
            "Send three commands that need Requestor-ID, one after the other.", 0, _ => Nothing),
        new("parallel-start", ["G14"], "The next token takes some seconds to come.",
            "Start the client anew, and let it send three requests at once.", 2, context => Order(context, new() { Kind = "slow-token", Times = 1, Seconds = context.Seconds })),
        new("second-person", ["G6"], "Names two persons who may act.",
            "Send a command for the first person, then one for the second.", 0, People),
        new("special-secret", ["G8"], "Makes a client whose secret holds signs that the form encoding changes.",
            "Fetch a token with its credentials.", 0, SpecialSecret),
        new("short-life", ["G2", "G3"], "Tokens live for the seconds given, until the session is reset.",
            "Fetch a token, use it, wait until seven seconds before its end and send a request; then wait until that token is over and send another.", 60, ShortLife),
        new("401-once", ["G4"], "The next command or query is refused with 401 and invalid_token.",
            "Send a request and let the client deal with it.", 0, context => Order(context, new() { Kind = "401-once" })),
        new("early-death", ["G13", "G4"], "All tokens of the session die now.",
            "Send a request and let the client deal with it.", 0, Revoke),
        new("clock-offset", ["G13"], "The session's clock is two hours slow, until it is reset.",
            "Start the client anew, and send three requests.", 0, SetBack),
        new("rate-limit", ["G5"], "The next command or query is refused with 429 and Retry-After.",
            "Send a request and let the client deal with it.", 2, context => Order(context, new() { Kind = "429-retry-after", Operation = FaultScope.Commands, Seconds = context.Seconds })),
        new("odd-token", ["G11"], "The next token reply has unknown members, another order, and token_type in another letter case.",
            "Start the client anew, and send a request.", 0, context => Order(context, new() { Kind = ClientTrainingFaults.UnusualTokenResponse })),
        new("invalid-client-400", ["G12"], "The next token request is refused with 400 and invalid_client.",
            "Start the client anew, and send a request; it should fail. Wait two seconds, and send it again.", 0, context => Order(context, new() { Kind = ClientTrainingFaults.InvalidClient400 })),
        new("invalid-client-401", ["G12"], "The next token request is refused with 401 and invalid_client.",
            "Start the client anew, and send a request; it should fail. Wait two seconds, and send it again.", 0, context => Order(context, new() { Kind = ClientTrainingFaults.InvalidClient401 })),
        new("redirect", ["G15"], "The next token request is answered with a redirect.",
            "Start the client anew, and send a request; it should fail. Send it again.", 0, context => Order(context, new() { Kind = ClientTrainingFaults.RedirectToken })),
        new("second-environment", ["G16"], "Makes a second session with credentials of its own.",
            "Configure the client for both environments, each with its credentials and with the header X-Mock-Session naming its session, and send a request to each.", 0, SecondEnvironment),
    ];

    /// <summary>Finds an exercise.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The exercise, or null when there is none of that name.</returns>
    public static Exercise? Find(string name) => All.FirstOrDefault(exercise => exercise.Name == name);

    /// <summary>Arranges the circumstances in a session, and notes in its grade that they were.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sessions">All sessions.</param>
    /// <param name="seconds">How long they last; null for the exercise's own time.</param>
    /// <returns>What the client must know, by name; empty when it must know nothing.</returns>
    /// <exception cref="ArgumentException">The session has all the faults that it may have.</exception>
    /// <exception cref="InvalidOperationException">There are as many sessions as there may be.</exception>
    public ImmutableDictionary<string, string> Start(Session session, SessionRegistry sessions, double? seconds = null)
    {
        var told = Arrange(new(session, sessions, seconds ?? Seconds));
        session.Grade.Ordered(Name);
        return told;
    }

    private static ImmutableDictionary<string, string> Order(ExerciseContext context, FaultOrder order)
    {
        context.Session.Faults.Add(order);
        return Nothing;
    }

    private static ImmutableDictionary<string, string> People(ExerciseContext context)
    {
        var active = context.Session.Resources.All(Resources.ResourceStore.NaturalPerson).Where(person => (string?)person.Body["status"] == "ACTIVE").Take(2).ToList();
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
