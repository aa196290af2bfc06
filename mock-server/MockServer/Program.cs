return await PartnerApi.Mock.Cli.MockCommandLine.InvokeAsync(args);
