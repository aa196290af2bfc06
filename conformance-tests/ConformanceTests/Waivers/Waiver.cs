using System.Text.Json.Serialization;
using PartnerApi.Conformance.Verdicts;

namespace PartnerApi.Conformance.Waivers;

/// <summary>A known failure that does not fail the run until a date.</summary>
public sealed record Waiver
{
    /// <summary>Maximum duration of a waiver in days.</summary>
    public const int MaxDays = 90;

    /// <summary>A whole check id; null when <see cref="Requirement"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Check { get; init; }

    /// <summary>A requirement, all of whose checks are waived; null when <see cref="Check"/> is given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Requirement { get; init; }

    /// <summary>Only checks of this operation; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Operation { get; init; }

    /// <summary>Only checks of this aspect; null for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Aspect { get; init; }

    /// <summary>The target's exact name.</summary>
    public required string Target { get; init; }

    /// <summary>Why the failure is tolerated.</summary>
    public required string Reason { get; init; }

    /// <summary>Who is responsible.</summary>
    public required string Owner { get; init; }

    /// <summary>Ticket that tracks the fix.</summary>
    public required string Ticket { get; init; }

    /// <summary>First day, in UTC; null for today.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? From { get; init; }

    /// <summary>Last day, in UTC, inclusive.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>Whether it covers a check.</summary>
    /// <param name="id">The check's id.</param>
    /// <returns>True when it does.</returns>
    public bool Covers(CheckId id) => Check is { } whole
        ? whole == id.ToString()
        : Requirement == id.Requirement && (Operation ?? id.Operation) == id.Operation && (Aspect ?? id.Aspect) == id.Aspect;

    /// <summary>What it covers, for messages.</summary>
    /// <returns>A check id, or a requirement with aspect and operation.</returns>
    public string Subject() => Check ?? new CheckId(Requirement!, Aspect, Operation).ToString();
}
