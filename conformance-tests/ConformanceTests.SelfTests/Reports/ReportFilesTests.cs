using NUnit.Framework;
using PartnerApi.Conformance.Reports;
using PartnerApi.Conformance.Targets;

namespace PartnerApi.Conformance.SelfTests.Reports;

public sealed class ReportFilesTests
{
    [Test]
    public void A_folder_that_is_not_there_is_made_and_holds_every_report()
    {
        var root = Directory.CreateTempSubdirectory("reports-").FullName;
        try
        {
            var folder = Path.Combine(root, "a", "b");

            ReportFiles.Prepare([.. ReportFiles.In(folder)]);
            ReportFiles.Write([.. ReportFiles.In(folder)], PreparedRun.All);

            Assert.That(
                Directory.GetFiles(folder).Select(Path.GetFileName),
                Is.EquivalentTo(new[] { "results.json", "junit.xml", "report.html", "summary.md", "badge.json", "badge.svg" }));
            Assert.That(Directory.GetFiles(folder).Select(file => new FileInfo(file).Length), Has.All.Positive);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Test]
    public void What_cannot_be_written_is_told_at_once_and_all_together()
    {
        var kind = ReportFiles.Kinds[0];

        Assert.That(
            () => ReportFiles.Prepare([new(kind, "/proc/no/a.json"), new(kind, "/proc/no/b.json")]),
            Throws.TypeOf<TargetException>().With.Message.Contains(
                "a.json: cannot be written").And.Message.Contains("b.json: cannot be written"));
    }

    [Test]
    public void A_shorter_report_leaves_nothing_of_a_longer_one()
    {
        var file = new ReportFile(ReportFiles.Kinds[0], Path.Combine(TestContext.CurrentContext.WorkDirectory, "shorter.json"));
        ReportFiles.Write([file], PreparedRun.All);

        ReportFiles.Prepare([file]);
        ReportFiles.Write([file], PreparedRun.All with { Exchanges = [] });

        Assert.That(() => ResultsJson.Read(file.Path), Throws.Nothing);
    }
}
