using System.Runtime.CompilerServices;
using NUnit.Framework;

[assembly: Parallelizable(ParallelScope.Children)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: InternalsVisibleTo("ConformanceTests.SelfTests")]
