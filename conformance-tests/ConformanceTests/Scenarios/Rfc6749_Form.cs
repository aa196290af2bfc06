using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using NUnit.Framework;
using PartnerApi.Conformance.Checks;
using PartnerApi.Conformance.Running;
using PartnerApi.Conformance.Wire;
using PartnerApi.HttpTrace;

namespace PartnerApi.Conformance.Scenarios;

/// <summary>RFC 6749, section 4.4.2 and appendix B: the parameters are those of the body, in any order and encoding.</summary>
public sealed class Rfc6749_Form : Scenario
{
    private const string BodyOnly = "RFC6749-4.4.2.body_only";
    private const string MadeUp = "conformance-made-up";

    private static readonly ImmutableArray<string> Rules =
    [
        BodyOnly, "S2.grant_type.missing", "S2.grant_type.empty", "S2.client_id.missing", "S2.client_secret.missing", "S1.client_id",
        "RFC6749-2.3.1.uri_credentials",
    ];

    [TestCase("reversed")]
    [TestCase("rotated")]
    [TestCase("escaped")]
    [TestCase("lower_case_escapes")]
    [Verifies("RFC6749-B.equivalent")]
    public async Task Order_and_escapes_of_the_form_do_not_matter(string aspect)
    {
        var pairs = Good.Parameters().ToList();
        var body = aspect switch
        {
            "reversed" => Join(Enumerable.Reverse(pairs), Usual),
            "rotated" => Join([.. pairs.Skip(1), pairs[0]], Usual),
            "escaped" => Join(pairs, text => Escaped(text, "X2")),
            _ => Join(pairs, text => Escaped(text, "x2")),
        };

        Check("RFC6749-B.equivalent", aspect).GetsToken(await Token(Good with { Body = body }));
    }

    [Test, Verifies(BodyOnly)]
    public async Task Parameters_elsewhere_do_not_replace_those_of_the_body()
    {
        await Control(Good);
        var id = Uri.EscapeDataString(Good.ClientId!);

        Judge("grant_type", await Token(Good with { GrantType = null, Query = "grant_type=client_credentials" }));
        Judge("client_id", await Token(Good with { ClientId = null, Query = $"client_id={id}" }));
        Judge("other_client_id", await Token(Good with { ClientId = MadeUp, Query = $"client_id={id}" }));
        Judge("header_fields", await Send(InFields()));
        if (Settings.MaySendSecretsInUrl)
        {
            var secret = Uri.EscapeDataString(Good.ClientSecret!);
            Judge("client_secret", await Token(Good with { ClientSecret = null, Query = $"client_secret={secret}" }));
        }
        else
        {
            Check(BodyOnly, "client_secret").NotApplicable("a real secret is not sent in a URL; allowSecretsInUrl can allow it");
        }

        void Judge(string aspect, Exchange reply) => Check(BodyOnly, aspect).Judge(reply, Rules);
    }

    [Test, Verifies("RFC6749-4.4.2.media_type")]
    public async Task A_token_request_as_multipart_is_dealt_with_in_order()
    {
        await Control(Good);
        const string Boundary = "conformance-boundary";
        var parts = Good.Parameters().Select(pair =>
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{pair.Name}\"\r\n\r\n{pair.Value}\r\n");

        Check("RFC6749-4.4.2.media_type", "multipart").Judge(await Token(Good with
        {
            ContentType = $"multipart/form-data; boundary={Boundary}",
            Body = $"{string.Concat(parts)}--{Boundary}--\r\n",
        }));
    }

    // A made-up client, so that no attempt counts against a real one.
    [Test, Verifies("RFC6749-B.form_encoding")]
    public async Task A_malformed_form_does_not_make_the_server_fail()
    {
        await Control(Good);
        const string Form = $"grant_type=client_credentials&client_id={MadeUp}&client_secret={MadeUp}";
        ImmutableArray<(string Name, byte[] Body)> malformed =
        [
            ("escaped bytes that are no UTF-8", Encoding.ASCII.GetBytes(Form + "&x_probe=%ff%fe")),
            ("bytes that are no UTF-8", [.. Encoding.ASCII.GetBytes(Form + "&x_probe="), 0xFF, 0xC3, 0x28]),
            ("bytes that are no UTF-8 in client_id", Encoding.ASCII.GetBytes($"grant_type=client_credentials&client_id={MadeUp}%ff")),
            ("an overlong slash", Encoding.ASCII.GetBytes(Form + "&x_probe=%c0%af")),
            ("half a surrogate pair", Encoding.ASCII.GetBytes(Form + "&x_probe=%ed%a0%80")),
            ("empty pairs", Encoding.ASCII.GetBytes("&&" + Form + "&=&=x&x")),
            ("semicolons", Encoding.ASCII.GetBytes(Form.Replace('&', ';'))),
            ("a hundred parameters", Encoding.ASCII.GetBytes(Form + string.Concat(Enumerable.Range(0, 100).Select(
                number => string.Create(CultureInfo.InvariantCulture, $"&x_{number}=1"))))),
        ];
        var findings = ImmutableArray.CreateBuilder<(string, Finding)>();
        foreach (var (name, body) in malformed)
        {
            var reply = await Send(Good.Build(Target) with { Body = body });
            findings.Add((name, Judgement.Judge(
                reply, Run.Judge.Allowances("RFC6749-B.form_encoding"), [.. Rules, "RFC6749-B.form_encoding", "S1.client_secret"])));
        }

        Check("RFC6749-B.form_encoding", "bytes").Found(Context.Scope.FailedControl ?? FindingList.Worst(findings.ToImmutable()));
    }

    private WireRequest InFields()
    {
        var request = (Good with { GrantType = null, ClientId = null, ClientSecret = null, Scope = null }).Build(Target);
        HeaderField[] fields =
        [
            new("grant_type", "client_credentials"), new("client_id", Good.ClientId!), new("client_secret", Good.ClientSecret!),
            new("X-Client-Id", Good.ClientId!), new("X-Client-Secret", Good.ClientSecret!),
        ];
        return request with { Headers = [.. request.Headers, .. fields] };
    }

    private static string Usual(string text) => WebUtility.UrlEncode(text);

    private static string Escaped(string text, string format) =>
        string.Concat(Encoding.UTF8.GetBytes(text).Select(one => "%" + one.ToString(format, CultureInfo.InvariantCulture)));

    private static string Join(IEnumerable<(string Name, string Value)> pairs, Func<string, string> encode) =>
        string.Join('&', pairs.Select(pair => $"{pair.Name}={encode(pair.Value)}"));
}
