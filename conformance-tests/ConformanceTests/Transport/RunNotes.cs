using System.Collections.Concurrent;
using System.Collections.Immutable;
using PartnerApi.Conformance.Wire;

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

    /// <summary>Adds a line.</summary>
    /// <param name="text">One line; secrets are taken out.</param>
    public void Add(string text)
    {
        var line = redactor.Apply(text);
        _lines.Enqueue(line);
        listener?.Report(line);
    }
}
