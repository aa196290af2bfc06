using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.HttpTrace;
using PartnerApi.HttpTrace.Redaction;

namespace PartnerApi.Conformance.Transport;

/// <summary>Notes of a run: waits, retries, an unusable expired-token file.</summary>
/// <param name="redactor">Redacts each line.</param>
/// <param name="listener">Receives each line immediately; null for none.</param>
public sealed class RunNotes(Redactor redactor, IProgress<string>? listener)
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Knows every secret of the run.</summary>
    public Redactor Redactor => redactor;

    /// <summary>The lines so far, free of secrets.</summary>
    public ImmutableArray<string> Lines => [.. _lines];

    /// <summary>Creates a redactor without secrets. Equal values get equal labels, which are random for each run.</summary>
    /// <returns>The redactor.</returns>
    public static Redactor CreateRedactor() => new(new() { Masks = new LabelledMasks(), Names = NamedValueScope.Structured });

    /// <summary>Adds a line.</summary>
    /// <param name="text">One line; it is redacted.</param>
    public void Add(string text)
    {
        var line = VisibleText.EscapeCommands(ForeignText.Line(text, redactor));
        _lines.Enqueue(line);
        listener?.Report(line);
    }
}
