using System.Globalization;
using System.Text;
using PartnerApi.Mock.Sessions;
using PartnerApi.Mock.Webhooks;

namespace PartnerApi.Mock.Metrics;

/// <summary>Writes metrics in the Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private const string Prefix = "partner_api_mock_";

    private readonly StringBuilder _text = new();

    public static string Write(RequestCounters tally, SessionRegistry sessions, DeliveryCounters deliveries)
    {
        var text = new PrometheusText();
        text.Counter(
            "requests_total", "Requests answered, by operation and status class.",
            tally.Replies.Select(row => ($"operation=\"{row.Operation}\",status=\"{row.StatusClass}xx\"", row.Count)));
        text.Counter("refusals_total", "Requests refused, by rule.", tally.Refusals.Select(row => ($"rule=\"{row.Rule}\"", row.Count)));
        text.Counter(
            "faults_total", "Simulated faults that were applied, by kind.",
            tally.Faults.Select(row => ($"kind=\"{row.Kind}\"", row.Count)));
        text.Counter("tokens_issued_total", "Access tokens issued.", [("", tally.Tokens)]);
        text.Family("sessions", "Existing sessions, including the default one.", "gauge", [("", sessions.Count)]);
        text.Counter(
            "webhook_deliveries_total", "Attempts to deliver a notification, by result.",
            [("result=\"delivered\"", deliveries.Delivered), ("result=\"failed\"", deliveries.Failed)]);
        text.Counter(
            "webhook_missed_total", "Notifications that could not be delivered; the API lists them as missed.",
            [("", deliveries.Missed)]);
        text.Family(
            "webhook_pending", "Notifications waiting for delivery.", "gauge",
            [("", sessions.All.Sum(session => session.Webhooks.Waiting))]);
        return text._text.ToString();
    }

    private void Counter(string name, string help, IEnumerable<(string Labels, long Value)> rows) => Family(name, help, "counter", rows);

    private void Family(string name, string help, string type, IEnumerable<(string Labels, long Value)> rows)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {Prefix}{name} {help}\n# TYPE {Prefix}{name} {type}\n");
        foreach (var (labels, value) in rows)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{Prefix}{name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {value}\n");
        }
    }
}
