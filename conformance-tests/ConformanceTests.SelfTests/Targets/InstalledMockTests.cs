using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NUnit.Framework;
using PartnerApi.Conformance.SelfTests.Running;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;

namespace PartnerApi.Conformance.SelfTests.Targets;

/// <summary>Without --target the suite starts the mock that is installed or built next to it.</summary>
[Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
public sealed class InstalledMockTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("installed-").FullName;

    [TearDown]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void A_program_that_is_named_wins_over_every_other()
    {
        var (named, variable, own, path) = (
            Program("named/mine"),
            Program("variable/mine"),
            Program("own/partner-api-mock"),
            Program("path/partner-api-mock"));
        var build = Program("tree/artifacts/bin/MockServer/debug/partner-api-mock");
        File.WriteAllText(Path.Combine(_folder, "tree", "Conformance.sln"), "");
        var inTree = Path.Combine(_folder, "tree", "artifacts", "bin", "ConformanceTests.Cli", "debug");

        Assert.That(InstalledMock.Find(named, variable, Folder("path"), Folder("own")), Is.EqualTo(named));
        Assert.That(InstalledMock.Find(null, variable, Folder("path"), Folder("own")), Is.EqualTo(variable));
        Assert.That(InstalledMock.Find(null, "", Folder("path"), Folder("own")), Is.EqualTo(own));
        Assert.That(InstalledMock.Find(null, null, $"{Folder("nowhere")}:{Folder("path")}", Folder("nowhere")), Is.EqualTo(path));
        Assert.That(InstalledMock.Find(null, null, null, inTree), Is.EqualTo(build));
    }

    [Test]
    public void The_build_of_the_same_kind_is_taken_first()
    {
        var (debug, release) = (
            Program("artifacts/bin/MockServer/debug/partner-api-mock.dll"),
            Program("artifacts/bin/MockServer/release/partner-api-mock"));
        File.WriteAllText(Path.Combine(_folder, "Conformance.sln"), "");

        Assert.That(InstalledMock.Find(null, null, "", Folder("artifacts/bin/ConformanceTests.Cli/release")), Is.EqualTo(release));
        Assert.That(InstalledMock.Find(null, null, "", Folder("artifacts/bin/ConformanceTests.Cli/debug")), Is.EqualTo(debug));
    }

    [TestCase("nowhere/mock", null, "--mock is \"nowhere/mock\", and there is no such file")]
    [TestCase(null, "nowhere/mock", "PARTNER_API_MOCK is \"nowhere/mock\", and there is no such file")]
    public void A_missing_program_is_reported(string? named, string? variable, string expected)
    {
        Program("own/partner-api-mock");

        Assert.That(
            () => InstalledMock.Find(named, variable, "", Folder("own")),
            Throws.TypeOf<TargetException>().With.Message.EqualTo(expected));
    }

    [Test]
    public void Without_a_mock_every_searched_place_is_listed()
    {
        File.WriteAllText(Path.Combine(_folder, "Conformance.sln"), "");

        Assert.That(() => InstalledMock.Find(null, null, "/usr/no/bin", Folder("own")), Throws.TypeOf<TargetException>().With.Message
            .Contains(
                $"folder of this program: {Folder("own")}").And.Message.Contains("--mock and PARTNER_API_MOCK").And.Message.Contains("PATH")
            .And.Message.Contains(
                Folder(
                    "artifacts/bin/MockServer/debug")).And.Message.Contains("dotnet build mock-server/MockServer")
                        .And.Message.Contains("--target FILE"));
    }

    [Test]
    public async Task It_answers_until_it_is_disposed_and_leaves_nothing_behind()
    {
        var mock = await InstalledMock.StartAsync(null, "v2", null, CancellationToken.None);
        using var process = Process.GetProcessById(mock.ProcessId);
        using var client = new HttpClient();

        using var reply = await client.GetAsync(new Uri(mock.Address.ApiAddress, ContractFile.V2().Token.Path));
        await mock.DisposeAsync();

        Assert.That(reply.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed), "the path is there, and takes a POST");
        Assert.That(process.HasExited, Is.True);
    }

    [Test]
    public void A_mock_that_does_not_start_is_reported_with_its_output()
    {
        var broken = Program("broken", "#!/bin/sh\necho 'port 1 is taken' >&2\nexit 7\n");

        Assert.That(
            () => InstalledMock.StartAsync(broken, "v1", null, CancellationToken.None),
            Throws.InvalidOperationException.With.Message.Contains("exited with code 7").And.Message.Contains("port 1 is taken"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task It_ends_with_the_suite_however_the_suite_ends(bool crash)
    {
        var pid = Path.Combine(_folder, "pid");
        var wrapper = Program(
            "mock",
            $"#!/bin/sh\necho $$ > '{pid}.new'\nmv '{pid}.new' '{pid}'\nexec dotnet '{AppContext.BaseDirectory}partner-api-mock.dll' "
                + "\"$@\"\n");
        Process? mock = null;

        var run = new SuiteProcess(_folder)
        {
            Meanwhile = async (process, ended) =>
            {
                while (!File.Exists(pid))
                {
                    ended.ThrowIfCancellationRequested();
                    await Task.Yield();
                }

                mock = Process.GetProcessById(
                    int.Parse(await File.ReadAllTextAsync(pid, CancellationToken.None), CultureInfo.InvariantCulture));
                if (crash)
                {
                    using var suite = Process.GetProcessById(process.Id);
                    suite.Kill();
                }
                else
                {
                    process.Signal(PosixSignal.SIGTERM);
                }
            },
        };
        await run.RunAsync("run", "--mock", wrapper);

        await mock!.WaitForExitAsync();
        mock.Dispose();
    }

    private string Folder(string name) => Path.Combine(_folder, name);

    private string Program(string name, string text = "")
    {
        var file = Folder(name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
