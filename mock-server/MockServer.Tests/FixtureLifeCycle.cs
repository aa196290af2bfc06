using NUnit.Framework;

// A test gets objects of its own: fields of a fixture need no set-up and are never shared.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
