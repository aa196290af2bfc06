using NUnit.Framework;

namespace PartnerApi.Mock.Tests.Readme;

/// <summary>The README, with the blocks that stand between <c>&lt;!-- name: begin --&gt;</c> and <c>&lt;!-- name: end --&gt;</c>.</summary>
internal static class ReadmePage
{
    private const string Update = "UPDATE_README";

    private const string Command = Update + "=true dotnet run --project mock-server/MockServer.Tests -- --filter FullyQualifiedName~Readme";

    public static string Root { get; } = FindRoot();

    private static string File => Path.Combine(Root, "README.md");

    public static string Text => System.IO.File.ReadAllText(File);

    /// <summary>The first line of a fenced block that begins with some text, without its comment.</summary>
    public static string CommandLike(string beginning) =>
        Text.Split('\n').First(line => line.StartsWith(beginning, StringComparison.Ordinal)).Split('#')[0].TrimEnd();

    /// <summary>Holds a block to what it has to be, or writes it when the environment asks for that.</summary>
    public static void HoldBlock(string name, string wanted)
    {
        var text = Text;
        var begin = $"<!-- {name}: begin -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf($"<!-- {name}: end -->", StringComparison.Ordinal);
        Assert.That(from >= begin.Length && to >= from, Is.True, $"README.md has no block '{name}'");
        if (Environment.GetEnvironmentVariable(Update) == "true")
        {
            System.IO.File.WriteAllText(File, text[..from] + wanted + text[to..]);
            return;
        }

        Assert.That(
            text[from..to],
            Is.EqualTo(wanted),
            $"block '{name}' of README.md is out of date; write it with: {Command}");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Conformance.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below the folder of Conformance.sln.");
        }

        return folder;
    }
}
