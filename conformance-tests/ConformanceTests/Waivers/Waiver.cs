using System.Text.Json.Serialization;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Waivers;

/// <summary>A known failure that does not keep the gate shut for a while.</summary>
public sealed record Waiver
{
    /// <summary>Days that a waiver may last at most, counted from its first.</summary>
    public const int MaxDays = 90;

    /// <summary>A whole check id; null when <see cref="Requirement"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Check { get; init; }

    /// <summary>A requirement, of which every check is meant; null when <see cref="Check"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Requirement { get; init; }

    /// <summary>Only checks of this operation; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Operation { get; init; }

    /// <summary>Only checks of this aspect; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Aspect { get; init; }

    /// <summary>The target's name, letter for letter.</summary>
    public required string Target { get; init; }

    /// <summary>Why the failure is tolerated.</summary>
    public required string Reason { get; init; }

    /// <summary>Who sees to it.</summary>
    public required string Owner { get; init; }

    /// <summary>Where it is followed.</summary>
    public required string Ticket { get; init; }

    /// <summary>First day, in UTC; null for today.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? From { get; init; }

    /// <summary>Last day, in UTC, included.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>Whether a check is meant.</summary>
    /// <param name="id">The check's id.</param>
    /// <returns>True when it is.</returns>
    public bool Covers(CheckId id) => Check is { } whole
        ? whole == id.ToString()
        : Requirement == id.Requirement && (Operation ?? id.Operation) == id.Operation && (Aspect ?? id.Aspect) == id.Aspect;

    /// <summary>What it is about, for people.</summary>
    /// <returns>A check id, or a requirement with what narrows it.</returns>
    public string Subject() => Check ?? new CheckId(Requirement!, Aspect, Operation).ToString();
}
