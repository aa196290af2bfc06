using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>An engine with any options, and a token of its first client.</summary>
internal sealed class EngineOf : IDisposable
{
    public EngineOf(EngineOptions options)
    {
        Engine = new(options);
        Token = Engine.Tokens.Issue(Engine.Client.ClientId, 0, Engine.Sessions.Default.Clock.GetUtcNow(), TimeSpan.FromHours(1));
    }

    public MockEngine Engine { get; }

    public string Token { get; }

    public void Dispose() => Engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
