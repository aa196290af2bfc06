using System.Security.Cryptography.X509Certificates;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Hosting;

/// <summary>The options of a mock. Every property has a default; the defaults follow the guide.</summary>
public sealed record MockOptions : EngineOptions
{
    /// <summary>Address of the partner API. Default: loopback, a free port.</summary>
    public Uri ApiAddress { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Address of the control API; null for none. Default: loopback, a free port.</summary>
    public Uri? ControlAddress { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Bearer token that the control API requires; null for none. Necessary when it does not listen on loopback.</summary>
    public string? ControlToken { get; init; }

    /// <summary>
    /// Whether WireMock.Net's admin API is served under <c>/__admin</c> of the partner API. When other machines can
    /// reach it, <see cref="ControlToken"/> is required. Default: no.
    /// </summary>
    public bool WireMockAdmin { get; init; }

    /// <summary>Certificate and private key, for an <c>https</c> address.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Authorities of client certificates: with any, the <c>https</c> address of the API refuses a client that shows no certificate
    /// which one of them issued. Default: none, no client certificate is required.
    /// </summary>
    public X509Certificate2Collection ClientAuthorities { get; init; } = [];

    /// <summary>
    /// File in which the mock writes <see cref="Certificate"/> without its key, in PEM form, for clients that have to trust it; null for
    /// none.
    /// </summary>
    public string? CertificateOut { get; init; }

    /// <summary>Largest accepted request body, in bytes, at least 1. Default: 512 KiB.</summary>
    public long MaxBodyBytes { get; init; } = 512 * 1024;

    /// <summary>
    /// JSON file with the addresses (no secrets), written when the mock listens and deleted when it stops; null for none.
    /// </summary>
    public string? ReadyFile { get; init; }
}
