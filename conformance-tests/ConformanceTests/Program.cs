using PartnerApi.Conformance.Running;

return await NUnitProgram.RunAsync(args);
