using PartnerApi.Conformance.Cli;

return await new ConformanceCommandLine(new(Console.Out, Console.Error, TimeProvider.System)).RunAsync(args);
