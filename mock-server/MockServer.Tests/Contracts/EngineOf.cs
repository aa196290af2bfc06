using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Tests.Contracts;

/// <summary>An engine with any options, and a token of its first client.</summary>
internal sealed class EngineOf : IDisposable
{
    public EngineOf(EngineOptions options)
    {
        Engine = new(options);
        Token = NewToken();
    }

    public MockEngine Engine { get; }

    public string Token { get; }

    /// <summary>A token that is valid from now, by the mock's clock.</summary>
    public string NewToken() =>
        Engine.Tokens.Issue(Engine.Client.ClientId, 0, Engine.Sessions.Default.Clock.GetUtcNow(), TimeSpan.FromHours(1));

    public void Dispose() => Engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
