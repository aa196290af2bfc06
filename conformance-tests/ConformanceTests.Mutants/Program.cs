return await PartnerApi.Conformance.Mutants.MutantsCommandLine.InvokeAsync(args);
