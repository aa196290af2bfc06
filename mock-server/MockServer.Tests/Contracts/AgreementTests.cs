using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Mock.Http;
using PartnerApi.Mock.Resources;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>
/// The mock sends nothing that the served document does not declare, and what it declares can be provoked or has a reason.
/// </summary>
internal sealed class AgreementTests
{
    private static readonly Dictionary<string, Lazy<Result>> Results =
        ContractFile.Names.ToDictionary(name => name, name => new Lazy<Result>(() => Run(ContractFile.Named(name))));

    private static IEnumerable<string> Names => ContractFile.Names;

    [TestCaseSource(nameof(Names))]
    public void Every_reply_is_as_the_served_document_declares_it(string name) => Assert.That(Results[name].Value.Differences, Is.Empty);

    [TestCaseSource(nameof(Names))]
    public void Every_declared_status_is_provoked_or_has_a_reason(string name)
    {
        var reasons = NotProvoked.Reasons.Where(reason => reason.Contract == name).Select(reason => $"{reason.Operation} {reason.Status}");

        Assert.That(Results[name].Value.NotProvoked.Select(each => $"{each.Operation} {each.Status}"), Is.EquivalentTo(reasons));
    }

    [Test, Category(Generated.Category)]
    public void The_page_has_the_counts_and_the_reasons() =>
        Generated.CompareFile(Path.Combine(Repository.Root, "docs", "reference", "contract-agreement.md"), Page());

    private static string Page()
    {
        var page = new StringBuilder("""
            # Contract and mock

            Generated; update it with `./run-tests.sh --update`.

            A test sends, for every operation of each contract, a request that is accepted and one for each reason to refuse it.
            It compares status, media type, header fields and schema of each reply with the document that the mock serves at
            `/openapi.json`. Ordered faults are not part of it.

            | contract | operations | replies compared | declared statuses | of these provoked |
            | --- | --- | --- | --- | --- |

            """);
        foreach (var name in Names)
        {
            var result = Results[name].Value;
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {name} | {result.Operations} | {result.Replies} | {result.Declared} | {result.Provoked} |\n");
        }

        page.Append("\n## Declared, but not provoked\n\n| contract | operation | status | reason |\n| --- | --- | --- | --- |\n");
        foreach (var reason in NotProvoked.Reasons)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| {reason.Contract} | `{reason.Operation}` | {reason.Status} | {reason.Reason} |\n");
        }

        return page.ToString();
    }

    private static Result Run(Contract contract)
    {
        using var mock = new EngineOf(new()
        {
            Contract = contract,
            Seed = 1,
            Clock = new FakeTimeProvider(new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.Zero)),
        });
        var agreement = new Agreement(mock.Engine.Served.At(new("http://127.0.0.1:1")));
        var session = mock.Engine.Sessions.Default;
        var differences = new List<string>();
        foreach (var operation in contract.Operations)
        {
            var requests = Arranged(operation);
            foreach (var (reason, request) in requests.Refused(operation))
            {
                Compare(operation, reason, request);
            }

            requests = Arranged(operation);
            if (Compare(operation, "a good request", requests.Good(operation)) is var status && status != operation.SuccessStatus)
            {
                differences.Add($"{operation.Id}, a good request: {status} instead of {operation.SuccessStatus}");
            }

            foreach (var (reason, request) in requests.Repeated(operation))
            {
                Compare(operation, reason, request);
            }
        }

        CompareFull();
        var notProvoked = contract.Operations.SelectMany(
            operation => agreement.NotObserved(operation).Select(status => (operation.Id, status))).ToArray();
        return new(
            [.. differences.Distinct()],
            notProvoked,
            contract.Operations.Length,
            agreement.Checked,
            contract.Operations.Sum(operation => agreement.Declared(operation).Count()),
            agreement.Observed);

        Provocations Arranged(Operation operation)
        {
            session.Reset();
            var requests = new Provocations(contract, session.Resources, mock.Token);
            requests.Arrange(operation);
            return requests;
        }

        int Compare(Operation operation, string reason, ApiRequest request)
        {
            var reply = mock.Engine.Answer(request);
            differences.AddRange(agreement.Check(operation, reply).Select(difference => $"{operation.Id}, {reason}: {difference}"));
            return reply.Status;
        }

        // A session that is full refuses whatever would create an object or make one larger.
        void CompareFull()
        {
            var large = MemberList.From(new JsonObject { ["large"] = new string('x', (int)ResourceLimits.SessionBytes) });
            foreach (var operation in contract.Operations.Where(operation => agreement.Declared(operation).Contains("429")))
            {
                var requests = Arranged(operation);
                session.Resources.Transact(transaction => transaction.Upsert("thing", "large", null, large));
                Compare(operation, "a full session", requests.Good(operation));
            }
        }
    }

    private sealed record Result(
        string[] Differences, (string Operation, string Status)[] NotProvoked, int Operations, int Replies, int Declared, int Provoked);
}
