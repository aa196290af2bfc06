using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace PartnerApi.GeneratedClient.Tests;

/// <summary>Makes a client of a contract the way a partner does: NSwag writes it, the C# compiler compiles it.</summary>
internal static class Generator
{
    public const string Namespace = "PartnerApi.Generated";

    public static async Task<string> SourceAsync(string openApi)
    {
        var document = await OpenApiDocument.FromJsonAsync(openApi);
        return new CSharpClientGenerator(document, Settings()).GenerateFile();
    }

    /// <summary>Compiles sources into an assembly; errors are told with their place.</summary>
    public static Assembly Compile(params string[] sources)
    {
        var compilation = CSharpCompilation.Create(
            "Generated",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            Platform,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var result = compilation.Emit(assembly);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5);
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors));
        }

        assembly.Position = 0;
        return new AssemblyLoadContext("generated", isCollectible: true).LoadFromStream(assembly);
    }

    private static ImmutableArray<MetadataReference> Platform { get; } =
    [
        .. $"{AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")}"
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static CSharpClientGeneratorSettings Settings()
    {
        var settings = new CSharpClientGeneratorSettings { ClassName = "PartnerClient", InjectHttpClient = true, UseBaseUrl = false };
        settings.CSharpGeneratorSettings.Namespace = Namespace;
        settings.CSharpGeneratorSettings.GenerateNullableReferenceTypes = true;
        settings.CSharpGeneratorSettings.GenerateOptionalPropertiesAsNullable = true;
        return settings;
    }
}
