using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using PartnerApi.Conformance.Targets;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Waivers;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Fixtures.Requirements;

namespace PartnerApi.Conformance.Cli;

internal sealed class WaiveVerb(CliConsole console)
{
    private readonly Argument<string> _id = new("check-id") { Description = "Id of the check, from the report of a run." };
    private readonly Option<string?> _target = Text("--target", "Name of the target, or its target file.", "NAME");
    private readonly Option<string?> _reason = Text("--reason", "Why the failure is tolerated.", "TEXT");
    private readonly Option<string?> _owner = Text("--owner", "Who is responsible.", "NAME");
    private readonly Option<string?> _ticket = Text("--ticket", "Ticket that tracks the fix.", "ID");
    private readonly Option<int> _days = new("--days")
    {
        Description = "How many days the waiver is valid, at most 90.",
        DefaultValueFactory = _ => 30,
    };
    private readonly Option<string?> _contract = Text("--contract", "Contract of the target. Default: v1 and v2.", "v1|v2|FILE");
    private readonly Option<string?> _into = Text("--into", "File of waivers to append it to. Default: print it.", "FILE");

    public Command Create()
    {
        var verb = new Command("waive", "Create a waiver for a check that is known to fail. It needs a reason, an owner and a ticket.")
        {
            _id, _target, _reason, _owner, _ticket, _days, _contract, _into,
        };
        verb.SetAction(Write);
        return verb;
    }

    private int Write(ParseResult parsed)
    {
        Option<string?>[] required = [_target, _reason, _owner, _ticket];
        Refuse(required.Where(option => string.IsNullOrWhiteSpace(parsed.GetValue(option)))
            .Select(option => $"waive: {option.Name} is missing: {option.Description}"));
        var today = DateOnly.FromDateTime(console.Time.GetUtcNow().UtcDateTime);
        var waiver = Draft(parsed, today);
        Refuse(WaiverRules.Mistakes(waiver, RequirementsFile.Embedded(), today)
            .Concat(UnknownOperation(waiver, parsed.GetValue(_contract)))
            .Select(mistake => "waive: " + mistake.TrimStart('/')));

        if (parsed.GetValue(_into) is { } file)
        {
            WaiverFile.Append(file, waiver);
        }
        else
        {
            console.Out.WriteLine(WaiverFile.Text(waiver));
        }

        return (int)ExitCode.Conforms;
    }

    private Waiver Draft(ParseResult parsed, DateOnly today) => new()
    {
        Check = parsed.GetValue(_id)!,
        Target = TargetName(parsed.GetValue(_target)!),
        Reason = parsed.GetValue(_reason)!,
        Owner = parsed.GetValue(_owner)!,
        Ticket = parsed.GetValue(_ticket)!,
        From = today,
        Expires = today.AddDays(parsed.GetValue(_days)),
    };

    private static IEnumerable<string> UnknownOperation(Waiver waiver, string? contract)
    {
        if (CheckId.Parse(waiver.Check!).Operation is not { } id)
        {
            return [];
        }

        ImmutableArray<string> names = contract is null ? ContractFile.Names : [contract];
        var known = names.SelectMany(name => ContractFile.Named(name).Operations).Select(operation => operation.Id).Distinct().ToList();
        return known.Contains(id)
            ? []
            : [$"/check: {string.Join(" and ", names)} have no operation \"{id}\"{DidYouMean.Clause(id, known)}; "
                + "for another contract add --contract FILE"];
    }

    private static void Refuse(IEnumerable<string> mistakes)
    {
        ImmutableArray<string> all = [.. mistakes];
        if (!all.IsEmpty)
        {
            throw new TargetException(all);
        }
    }

    // Only the name is read, so the file's secrets do not have to be available.
    private static string TargetName(string nameOrFile)
    {
        if (!File.Exists(nameOrFile))
        {
            return nameOrFile;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(nameOrFile));
            return document.RootElement.TryGetProperty("name", out var name) && name.GetString() is { } text
                ? text
                : Path.GetFileNameWithoutExtension(nameOrFile);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new TargetException([$"{nameOrFile}: {error.Message}"]);
        }
    }

    private static Option<string?> Text(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help };
}
