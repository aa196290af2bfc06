using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Verbs;

internal static class WaiveVerb
{
    private static readonly Argument<string> Id = new("check-id") { Description = "The check, as the report of a run shows it." };
    private static readonly Option<string?> Target = Wanted("--target", "Name of the target, or its file.", "NAME");
    private static readonly Option<string?> Reason = Wanted("--reason", "Why the failure is tolerated.", "TEXT");
    private static readonly Option<string?> Owner = Wanted("--owner", "Who sees to it.", "NAME");
    private static readonly Option<string?> Ticket = Wanted("--ticket", "Where it is followed.", "ID");
    private static readonly Option<int> Days = new("--days") { Description = "How long it is good, at most 90 days.", DefaultValueFactory = _ => 30 };
    private static readonly Option<string?> Into = Wanted("--into", "File of waivers to add it to. Default: print it.", "FILE");

    public static Command Create()
    {
        var verb = new Command("waive", "Draft a waiver for a check that is known to fail. It needs a reason, an owner and a ticket.")
        {
            Id, Target, Reason, Owner, Ticket, Days, Into,
        };
        verb.SetAction(parsed => Write(Console.Out, parsed, TimeProvider.System));
        return verb;
    }

    private static int Write(TextWriter output, ParseResult parsed, TimeProvider time)
    {
        Option<string?>[] required = [Target, Reason, Owner, Ticket];
        ImmutableArray<string> missing = [.. required.Where(option => string.IsNullOrWhiteSpace(parsed.GetValue(option))).Select(option => $"waive: {option.Name} is missing: {option.Description}")];
        if (!missing.IsEmpty)
        {
            throw new TargetException(missing);
        }

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var waiver = Draft(parsed, today);
        ImmutableArray<string> mistakes = [.. WaiverRules.Mistakes(waiver, RequirementsFile.Embedded(), today).Select(mistake => "waive: " + mistake.TrimStart('/'))];
        if (!mistakes.IsEmpty)
        {
            throw new TargetException(mistakes);
        }

        if (parsed.GetValue(Into) is { } file)
        {
            WaiverFile.Append(file, waiver);
        }
        else
        {
            output.WriteLine(WaiverFile.Text(waiver));
        }

        return (int)ExitCode.Conforms;
    }

    private static Waiver Draft(ParseResult parsed, DateOnly today) => new()
    {
        Check = parsed.GetValue(Id)!,
        Target = TargetName(parsed.GetValue(Target)!),
        Reason = parsed.GetValue(Reason)!,
        Owner = parsed.GetValue(Owner)!,
        Ticket = parsed.GetValue(Ticket)!,
        From = today,
        Expires = today.AddDays(parsed.GetValue(Days)),
    };

    // Only the name is needed, so the file's secrets need not be at hand.
    private static string TargetName(string typed)
    {
        if (!File.Exists(typed))
        {
            return typed;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(typed));
            return document.RootElement.TryGetProperty("name", out var name) && name.GetString() is { } text ? text : Path.GetFileNameWithoutExtension(typed);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TargetException([$"{typed}: {error.Message}"]);
        }
    }

    private static Option<string?> Wanted(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
