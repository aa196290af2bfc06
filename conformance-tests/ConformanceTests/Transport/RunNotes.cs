using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Transport;

/// <summary>What a run says besides its checks: waits, retries, a damaged store of expired tokens.</summary>
/// <param name="redactor">Takes secrets out of each line.</param>
/// <param name="listener">Receives each line at once; null for nobody.</param>
public sealed class RunNotes(Redactor redactor, IProgress<string>? listener)
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Knows every secret of the run.</summary>
    public Redactor Redactor => redactor;

    /// <summary>The lines so far, free of secrets.</summary>
    public ImmutableArray<string> Lines => [.. _lines];

    /// <summary>Creates a redactor that knows nothing yet: equal values get equal labels, drawn at random for each run.</summary>
    /// <returns>The redactor.</returns>
    public static Redactor CreateRedactor() => new(new() { Masks = new LabelledMasks(), Names = NamedValueScope.Structured });

    /// <summary>Adds a line.</summary>
    /// <param name="text">One line; secrets are taken out.</param>
    public void Add(string text)
    {
        var line = redactor.Redact(text);
        _lines.Enqueue(line);
        listener?.Report(line);
    }
}
