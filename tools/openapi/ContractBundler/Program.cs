using PartnerApi.Fixtures.Contracts;

if (args is not [var folder])
{
    await Console.Error.WriteLineAsync(
        "usage: ContractBundler FOLDER    writes each contract into FOLDER as one OpenAPI document, for example v1.json");
    return 2;
}

Directory.CreateDirectory(folder);
foreach (var name in ContractFile.Names)
{
    await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), ContractFile.Named(name).Document);
}

return 0;
