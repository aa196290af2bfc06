using PartnerApi.Mock.Clock;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.World;

/// <summary>Everything that one user of the mock sees: clients, tokens, clock and world.</summary>
/// <param name="Id">Its name; the one that needs no control call is <c>default</c>.</param>
/// <param name="Clock">Its time.</param>
/// <param name="Clients">Its clients.</param>
/// <param name="Tokens">Its access tokens.</param>
/// <param name="World">Its objects.</param>
/// <param name="Ids">Where its ids come from.</param>
public sealed record Session(
    string Id, SessionClock Clock, ClientRegistry Clients, AccessTokens Tokens, ResourceStore World, IdSource Ids)
{
    /// <summary>The session that needs no control call.</summary>
    public const string Default = "default";

    /// <summary>Forgets what was made and sets the clock back; tokens stay valid by the clock.</summary>
    public void Reset()
    {
        Clock.Reset();
        World.Reset();
    }
}
