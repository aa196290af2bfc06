using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.ExpiredTokens;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.TestData;
using PartnerApi.Conformance.Transport;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Conformance.Wire;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Running;

/// <summary>The services of one run. It is passed as a parameter, so that several runs can share a process.</summary>
public sealed class RunContext : IDisposable
{
    private const string NarrowedRequirement = "S4.requestor_id.required";

    private readonly MockControl? _control;

    private RunContext(TargetSettings settings, RunOptions options, RequirementCatalogue catalogue, CancellationToken cancellation)
    {
        Options = options;
        Cancellation = cancellation;
        Target = TargetContract.Read(settings);
        Notes = new(RunNotes.CreateRedactor(), options.Notes);
        Transport = new(Target, Notes, options.Time, options.RunId, cancellation);
        Waivers = new(options.Waivers, settings.Name);
        Judge = new(
            Narrow(catalogue.For(settings.Profile.ToString().ToLowerInvariant()), settings),
            Notes.Redactor,
            options.Strict,
            Waivers);
        Tokens = new(Target, options.Time, () => Transport.NewestToken, cancellation);
        Objects = new(Target, Tokens, options.RunId, options.Seed, Notes, options.Time, cancellation);
        Store = ExpiredTokenStore.Open(settings, options.Time, Notes.Add);
        Expired = new(Target, Tokens, Store, Notes, options.Time, cancellation);
        Capabilities = new(Target);
        _control = settings.ControlAddress is { } control ? new(control, settings) : null;
        Clock = settings.OwnSession ? null : _control?.Clock(MockControl.DefaultSession);
    }

    /// <summary>The options.</summary>
    public RunOptions Options { get; }

    /// <summary>The deployment.</summary>
    public TargetSettings Settings => Target.Settings;

    /// <summary>Ends the run.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The deployment's contract and addresses.</summary>
    public TargetContract Target { get; }

    /// <summary>Sends requests within the run's budgets.</summary>
    public TargetTransport Transport { get; }

    /// <summary>The notes of the run.</summary>
    public RunNotes Notes { get; }

    /// <summary>Known failures.</summary>
    public WaiverBook Waivers { get; }

    /// <summary>Turns findings into results.</summary>
    public Judge Judge { get; }

    /// <summary>Gets access tokens.</summary>
    public AccessTokens Tokens { get; }

    /// <summary>What is known of the statuses of equal requests.</summary>
    internal StatusStability Statuses { get; } = new();

    /// <summary>Creates what operations need to exist.</summary>
    public TestObjects Objects { get; }

    /// <summary>Finds expired tokens where no clock can be moved.</summary>
    public ExpiredTokenSource Expired { get; }

    /// <summary>Tokens kept for later runs; null when the settings name no folder.</summary>
    public ExpiredTokenStore? Store { get; }

    /// <summary>Replies to the valid requests of the scenarios so far, by operation id: controls for scenarios about the token.</summary>
    internal ConcurrentDictionary<string, ImmutableArray<Exchange>> GoodReplies { get; } = new();

    /// <summary>The capabilities of the deployment.</summary>
    public CapabilityBook Capabilities { get; }

    /// <summary>The clock of a mock; null for a real deployment, and before the run has its own session.</summary>
    public ControlClock? Clock { get; private set; }

    /// <summary>Prepares a run; sends nothing yet.</summary>
    /// <param name="settings">The deployment.</param>
    /// <param name="options">The options; null for a full run.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>The run's context.</returns>
    /// <exception cref="Fixtures.Loading.FixtureException">The contract or the requirements cannot be used.</exception>
    /// <exception cref="TargetException">The settings cannot be used.</exception>
    public static RunContext Create(TargetSettings settings, RunOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        options ??= new();
        return new(settings, options, options.Requirements ?? RequirementsFile.Embedded(), cancellation);
    }

    /// <summary>
    /// Creates the run's own session on a mock, where the settings ask for one. All further requests use its client and its clock, so
    /// that runs and other callers of the same mock do not disturb each other.
    /// </summary>
    /// <returns>Why there is none, in one sentence; null when the run can start.</returns>
    internal async Task<string?> JoinSessionAsync()
    {
        if (_control is null || !Settings.OwnSession)
        {
            return null;
        }

        var session = $"conformance-{Options.RunId}";
        try
        {
            var client = await _control.CreateSessionAsync(session, Cancellation);
            Notes.Redactor.Add(new("client_secret", client.ClientSecret, "$CLIENT_SECRET"));
            Target.ActAs(client);
            Clock = _control.Clock(session);
            return null;
        }
        catch (Exception error) when (
            error is HttpRequestException or System.Text.Json.JsonException or TaskCanceledException
                && !Cancellation.IsCancellationRequested)
        {
            return $"{Settings.ControlAddress} does not create a session for the run: {error.Message}; check controlAddress and "
                + "controlToken, or remove controlAddress";
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Transport.Dispose();
        Tokens.Dispose();
        Objects.Dispose();
        Expired.Dispose();
        _control?.Dispose();
    }

    // The guide names no status here; the target file can say which one the deployment answers with.
    private static RequirementCatalogue Narrow(RequirementCatalogue catalogue, TargetSettings settings) =>
        !settings.MissingRequestorStatuses.IsEmpty && catalogue.Find(NarrowedRequirement) is { } row
            ? catalogue.With(row with { Expect = [new(Grade.Pass, settings.MissingRequestorStatuses)] })
            : catalogue;
}
