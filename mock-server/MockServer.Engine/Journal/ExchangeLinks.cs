using System.Net;
using PartnerApi.Mock.Sessions;

namespace PartnerApi.Mock.Journal;

/// <summary>Tells a client where the journal explains its exchange.</summary>
public sealed class ExchangeLinks
{
    /// <summary>The header field with the link.</summary>
    public const string Header = "X-Mock-Exchange";

    /// <summary>Where the control API listens; null when it does not, and then there are no links.</summary>
    public Uri? ControlAddress { get; set; }

    /// <summary>The link to an exchange.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="number">Its number.</param>
    /// <returns>
    /// The address of the entry in the control API; only the path when the control API listens on all interfaces; null for none.
    /// </returns>
    public string? To(Session session, long number)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (ControlAddress is not { } control || !session.Journal.IsOn)
        {
            return null;
        }

        var isAny = IPAddress.TryParse(control.DnsSafeHost, out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return $"{(isAny ? "" : control.GetLeftPart(UriPartial.Authority))}/control/v1/sessions/{session.Id}/journal/{number}";
    }
}
