return await PartnerApi.Conformance.Proof.Cli.ProveCommandLine.InvokeAsync(args);
