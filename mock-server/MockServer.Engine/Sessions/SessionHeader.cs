using PartnerApi.Mock.Http;

namespace PartnerApi.Mock.Sessions;

/// <summary>The request header that names a session: then only credentials of that session count.</summary>
public static class SessionHeader
{
    /// <summary>Its name.</summary>
    public const string Name = "X-Mock-Session";

    /// <summary>Finds the session that a request names.</summary>
    /// <param name="sessions">All sessions.</param>
    /// <param name="http">The request.</param>
    /// <returns>The session, or null when the request names none that exists.</returns>
    public static Session? Named(this SessionRegistry sessions, ApiRequest http) =>
        http.Headers.First(Name) is { } id ? sessions.Find(id) : null;
}
