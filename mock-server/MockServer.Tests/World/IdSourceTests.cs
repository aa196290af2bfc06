using NUnit.Framework;
using PartnerApi.Mock.Resources;

namespace PartnerApi.Mock.Tests.Resources;

public sealed class IdSourceTests
{
    [Test]
    public void The_same_seed_gives_the_same_ids()
    {
        var first = Ids(42, 100);

        Assert.That(Ids(42, 100), Is.EqualTo(first));
    }

    [Test]
    public void Neighbouring_seeds_share_no_ids() =>
        Assert.That(Ids(42, 10_000).Concat(Ids(43, 10_000)), Is.Unique);

    [Test]
    public void No_id_comes_twice_from_many_threads()
    {
        var source = new IdSource(7);
        var ids = new Guid[100_000];
        Parallel.For(0, ids.Length, index => ids[index] = source.Next());

        Assert.That(ids, Is.Unique);
    }

    [Test]
    public void Each_is_a_random_UUID_in_form() =>
        Assert.That(
            Ids(long.MinValue, 100).Select(id => id.ToString()),
            Is.All.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));

    private static Guid[] Ids(long seed, int count)
    {
        var source = new IdSource(seed);
        return [.. Enumerable.Range(0, count).Select(_ => source.Next())];
    }
}
