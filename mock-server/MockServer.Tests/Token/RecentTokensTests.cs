using NUnit.Framework;
using PartnerApi.Mock.Token;

namespace PartnerApi.Mock.Tests.Token;

public sealed class RecentTokensTests
{
    private static readonly TokenClaims Claims = new("partner-local", 0, DateTimeOffset.UnixEpoch);

    private readonly RecentTokens _recent = new();

    [Test]
    public void What_was_added_is_found()
    {
        _recent.Add("a", Claims);

        Assert.That((_recent.Find("a", out _), _recent.Find("b", out _)), Is.EqualTo(((TokenClaims?)Claims, (TokenClaims?)null)));
    }

    [Test]
    public void A_token_that_is_used_stays_while_others_go()
    {
        _recent.Add("used", Claims);
        _recent.Add("unused", Claims);
        for (var count = 0; count < 3 * RecentTokens.MaxHalf; count++)
        {
            _recent.Add($"token {count}", Claims);
            _recent.Find("used", out _);
        }

        Assert.That((_recent.Find("used", out _), _recent.Find("unused", out _)), Is.EqualTo(((TokenClaims?)Claims, (TokenClaims?)null)));
    }

    [Test]
    public void No_more_than_two_halves_are_kept()
    {
        const int Added = 10 * RecentTokens.MaxHalf;
        Parallel.For(0, Added, count => _recent.Add($"token {count}", Claims));

        // Counted by a copy that finds nothing twice: finding moves a token from the old half to the young one.
        var found = Enumerable.Range(0, Added).Count(count => _recent.Find($"token {count}", out _) is not null);

        Assert.That(found, Is.InRange(1, (2 * RecentTokens.MaxHalf) + Environment.ProcessorCount));
    }
}
