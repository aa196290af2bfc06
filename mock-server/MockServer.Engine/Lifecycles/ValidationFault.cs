using System.Text.Json.Nodes;

namespace PartnerApi.Mock.Lifecycles;

/// <summary>The reason of a failure after acceptance, as notifications report it.</summary>
/// <param name="ErrorType">The kind of error, for example <c>UNKNOWN_ERROR</c>.</param>
/// <param name="Description">The reason in words.</param>
public sealed record ValidationFault(string ErrorType, string Description)
{
    /// <summary>The member that carries it.</summary>
    public const string Member = "validationError";

    /// <summary>The member's value.</summary>
    /// <returns>A new node.</returns>
    public JsonObject ToJson() => new() { ["errorType"] = ErrorType, ["description"] = Description };
}
