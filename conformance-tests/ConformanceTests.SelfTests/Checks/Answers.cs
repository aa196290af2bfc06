using System.Text;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.SelfTests.Checks;

/// <summary>Exchanges as a test wants them, without a network.</summary>
internal static class Answers
{
    public static Exchange Create(int status, string body = "", params (string Name, string Value)[] headers) => new(
        7,
        new("GET", new("http://127.0.0.1/"), []),
        new(status, "1.1", [.. headers.Select(header => new HeaderField(header.Name, header.Value))], Encoding.UTF8.GetBytes(body)),
        null,
        DateTimeOffset.UnixEpoch,
        TimeSpan.Zero);

    public static Exchange None(FailureKind kind) => Create(200) with { Reply = null, Failure = new(kind, "gone") };
}
