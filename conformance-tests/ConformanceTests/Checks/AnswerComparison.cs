using System.Collections.Immutable;
using PartnerApi.Conformance.Verdicts;
using PartnerApi.Conformance.Wire;

namespace PartnerApi.Conformance.Checks;

/// <summary>Compares a reply with the replies to equal requests. What varies among these is masked.</summary>
internal static class AnswerComparison
{
    private const int MaxCharacters = 64 * 1024;

    /// <summary>Says what separates a reply from the controls.</summary>
    /// <param name="controls">Replies to the request without the fault, one or more.</param>
    /// <param name="reply">The reply to compare.</param>
    /// <param name="subject">
    /// What a refusal may name, such as <c>Requestor-ID</c>; letter case and separators do not matter. Null when a name is no evidence.
    /// </param>
    /// <returns>What separates them.</returns>
    public static Evidence Compare(ImmutableArray<Exchange> controls, Exchange reply, string? subject = null)
    {
        if (controls.Any(control => control.Succeeded) && reply.Succeeded)
        {
            return Evidence.None;
        }

        if (IsSureDifference(controls, reply, subject))
        {
            return Evidence.Strong;
        }

        ImmutableArray<AnswerWords> known = [.. controls.Select(control => AnswerWords.Read(control))];
        var words = AnswerWords.Read(reply);
        if (HasOtherCode(known, words))
        {
            return Evidence.Strong;
        }

        return HasOtherText(known, words) ? Evidence.Text : Evidence.None;
    }

    /// <summary>Whether status or name separate a reply: no chance variation of a text explains that.</summary>
    /// <param name="controls">Replies to the request without the fault.</param>
    /// <param name="reply">The reply to compare.</param>
    /// <param name="subject">What a refusal may name; null for nothing.</param>
    /// <returns>True when they do.</returns>
    public static bool IsSureDifference(ImmutableArray<Exchange> controls, Exchange reply, string? subject) =>
        controls.All(control => control.Status != reply.Status) || NamesAlone(controls, reply, subject);

    /// <summary>Whether a reply names a header or parameter that no control names.</summary>
    /// <param name="controls">Replies to the request without the fault.</param>
    /// <param name="reply">The reply to compare.</param>
    /// <param name="subject">The name; null for nothing.</param>
    /// <returns>True when it does.</returns>
    public static bool NamesAlone(ImmutableArray<Exchange> controls, Exchange reply, string? subject) =>
        subject is not null && Names(reply, subject) && !controls.Any(control => Names(control, subject));

    /// <summary>Whether a reply names a header or parameter, in its body or a header field.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="subject">The name; letter case and separators do not matter.</param>
    /// <returns>True when it does.</returns>
    public static bool Names(Exchange reply, string subject)
    {
        var headers = (reply.Reply?.Headers ?? []).Select(field => $"{field.Name}: {field.Value}");
        var text = string.Join('\n', headers.Append(reply.Text[..Math.Min(reply.Text.Length, MaxCharacters)]));
        return Bare(text).Contains(Bare(subject), StringComparison.OrdinalIgnoreCase);
    }

    // Only where equal requests agree on a code does another one say something.
    private static bool HasOtherCode(ImmutableArray<AnswerWords> known, AnswerWords words) =>
        words.Codes.Any(code => known.All(one => !one.Codes[code.Key].Any()) || Differs(known, code.Key, code));

    private static bool Differs(ImmutableArray<AnswerWords> known, string member, IEnumerable<string> values)
    {
        var first = known[0].Codes[member].ToHashSet();
        return known.All(one => first.SetEquals(one.Codes[member])) && !first.IsSupersetOf(values);
    }

    // Words that each control has are stable. A reply without one of them differs, and so does one with more other words than any control.
    private static bool HasOtherText(ImmutableArray<AnswerWords> known, AnswerWords words)
    {
        var stable = known[0].Words.ToDictionary(word => word.Key, word => known.Min(one => one.Words.GetValueOrDefault(word.Key)));
        return stable.Any(word => words.Words.GetValueOrDefault(word.Key) < word.Value)
            || words.Total > known.Max(one => one.Total);
    }

    private static string Bare(string text) => string.Concat(text.Where(c => c is not ('-' or '_' or ' ')));
}
