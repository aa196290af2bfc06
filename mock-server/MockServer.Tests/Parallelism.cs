using NUnit.Framework;

// A test gets objects of its own: fields of a fixture need no set-up and are never shared.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
// Fixtures run side by side; tests of one fixture do where it says so, since some of them share a mock and its default session.
[assembly: Parallelizable(ParallelScope.Fixtures)]
