using System.Security.Cryptography.X509Certificates;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Hosting;

/// <summary>How a mock is set up. Every member has a default: a mock with none set is the guide's.</summary>
public sealed record MockOptions : EngineOptions
{
    /// <summary>Address of the partner API. Default: loopback, a free port.</summary>
    public Uri ApiAddress { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Address of the control API; null for none. Default: loopback, a free port.</summary>
    public Uri? ControlAddress { get; init; } = new("http://127.0.0.1:0");

    /// <summary>Bearer token that the control API asks for; null for none. Required where it does not listen on loopback.</summary>
    public string? ControlToken { get; init; }

    /// <summary>
    /// Whether WireMock.Net's admin API is served under <c>/__admin</c> of the partner API. Where others can reach it, it needs
    /// <see cref="ControlToken"/>. Default: no.
    /// </summary>
    public bool WireMockAdmin { get; init; }

    /// <summary>Certificate with its key, for an <c>https</c> address.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Largest body that is read, in bytes, 1 or more. Default: 512 KiB.</summary>
    public long MaxBodyBytes { get; init; } = 512 * 1024;

    /// <summary>File that is written when the mock listens, and says where (JSON, no secrets); deleted when it stops. Null for none.</summary>
    public string? ReadyFile { get; init; }
}
