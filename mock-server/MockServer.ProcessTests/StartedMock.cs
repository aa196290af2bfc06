using PartnerApi.TestSupport;

namespace PartnerApi.Mock.ProcessTests;

/// <summary>The mock, started by the README's own command; only the ports differ, by environment.</summary>
internal sealed class StartedMock : IAsyncDisposable
{
    private const string LastLine = "Stop it with Ctrl-C";

    private static readonly Dictionary<string, string> FreePorts = new()
    {
        ["PARTNER_API_MOCK__PORT"] = "0",
        ["PARTNER_API_MOCK__CONTROLPORT"] = "0",
        // A build node that stays would keep the output of this process open.
        ["MSBUILDDISABLENODEREUSE"] = "1",
    };

    private readonly ChildProcess _process;
    private readonly string _output;

    private StartedMock(ChildProcess process, string output)
    {
        _process = process;
        _output = output;
    }

    /// <summary>The calls to paste, without the indentation of the page they are printed on.</summary>
    public string FirstCall
    {
        get
        {
            var lines = _output.Split('\n').SkipWhile(line => !line.StartsWith("Get a token", StringComparison.Ordinal)).Skip(1);
            var call = lines.TakeWhile(line => !line.StartsWith(LastLine, StringComparison.Ordinal));
            return string.Join('\n', call.Select(line => line.StartsWith("  ", StringComparison.Ordinal) ? line[2..] : line)).Trim();
        }
    }

    /// <summary>A line such as <c>API   http://127.0.0.1:8080</c>.</summary>
    public string Value(string name) =>
        _output.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(words => words.Length > 1 && words[0] == name)[1];

    public static async Task<StartedMock> StartAsync(string command)
    {
        var process = ChildProcess.Start("bash", ["-c", "exec " + command], Repository.Root, FreePorts);
        return new(process, await process.OutputHasAsync(LastLine));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
