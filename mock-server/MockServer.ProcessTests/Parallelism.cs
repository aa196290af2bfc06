using NUnit.Framework;

// Each test starts a process of its own; fields of a fixture are never shared.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: Parallelizable(ParallelScope.All)]
