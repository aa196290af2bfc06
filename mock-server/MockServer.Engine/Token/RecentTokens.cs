using System.Collections.Concurrent;

namespace PartnerApi.Mock.Token;

/// <summary>Remembers tokens whose signature held a moment ago. Bounded: the older half is forgotten at once.</summary>
public sealed class RecentTokens
{
    /// <summary>How many tokens each half holds.</summary>
    public const int Half = 4096;

    private readonly Lock _gate = new();
    private ConcurrentDictionary<string, TokenClaims> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, TokenClaims> _old = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Finds a remembered token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>Its claims, or null when it must be read.</returns>
    public TokenClaims? Find(string token) => Find(token, out _);

    /// <summary>Finds a remembered token.</summary>
    /// <param name="presented">The token, wherever it stands.</param>
    /// <param name="token">The token as a text of its own; null when it must be read.</param>
    /// <returns>Its claims, or null when it must be read.</returns>
    public TokenClaims? Find(ReadOnlySpan<char> presented, out string? token)
    {
        if (_young.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(presented, out token, out var claims))
        {
            return claims;
        }

        if (_old.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(presented, out token, out claims))
        {
            Add(token, claims);
        }

        return claims;
    }

    /// <summary>Remembers a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="claims">Its claims.</param>
    public void Add(string token, TokenClaims claims)
    {
        if (_young.TryAdd(token, claims) && Interlocked.Increment(ref _count) >= Half)
        {
            Age();
        }
    }

    // Whoever finds the young half full waits for its end, so none grows past its bound but by one token a thread.
    private void Age()
    {
        lock (_gate)
        {
            if (Volatile.Read(ref _count) >= Half)
            {
                _old = _young;
                _young = new(StringComparer.Ordinal);
                Volatile.Write(ref _count, 0);
            }
        }
    }
}
