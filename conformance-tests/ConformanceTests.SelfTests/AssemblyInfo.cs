using NUnit.Framework;

// A run is a value: tests run many of them at the same time. Some tests mostly wait, so there are more workers than cores.
[assembly: Parallelizable(ParallelScope.All)]
[assembly: LevelOfParallelism(4)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
