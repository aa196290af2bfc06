using System.Globalization;

namespace PartnerApi.Mock.Resources;

/// <summary>Times as the API writes them.</summary>
public static class ApiTime
{
    /// <summary>Writes a time in UTC with milliseconds and <c>Z</c>.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text.</returns>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
