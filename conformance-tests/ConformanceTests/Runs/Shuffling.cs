using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace PartnerApi.Conformance.Runs;

// The order of tests within each suite of the tree; what runs apart from the others still does.
internal static class Shuffling
{
    public static void Apply(ITest? test, Random random)
    {
        if (test is not TestSuite suite)
        {
            return;
        }

        var order = suite.Tests.ToArray();
        random.Shuffle(order);
        for (var i = 0; i < order.Length; i++)
        {
            suite.Tests[i] = order[i];
            Apply(order[i], random);
        }
    }
}
