using PartnerApi.Conformance.Verbs;

return await CommandLine.MainAsync(args);
