using NUnit.Framework;
using PartnerApi.Conformance.Targets;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.Fixtures.Loading;
using PartnerApi.Settings;

namespace PartnerApi.Conformance.SelfTests.Targets;

public sealed class TargetFileTests
{
    private static readonly Dictionary<string, string?> Good = new()
    {
        ["apiAddress"] = "https://api.example.com/prefix",
        ["credentials:clientId"] = "me",
        ["credentials:clientSecret"] = "from-the-environment",
        ["requestorId"] = "11111111-1111-4111-8111-111111111111",
    };

    [Test]
    public void A_real_deployment_gets_the_careful_defaults()
    {
        var settings = Read([]);

        Assert.Multiple(() =>
        {
            Assert.That(settings.SideEffects, Is.EqualTo(SideEffects.None));
            Assert.That(settings.BadCredentialBudget, Is.EqualTo(6));
            Assert.That(settings.ClockSkewSeconds, Is.EqualTo(300));
            Assert.That(settings.Policy, Is.EqualTo(RequestorPolicy.Guide));
            Assert.That(settings.PublicFakes, Is.False);
        });
    }

    [Test]
    public void A_token_endpoint_alone_needs_no_API_and_no_requestor()
    {
        var settings = Read(new()
        {
            ["surface"] = "tokenEndpoint",
            ["tokenAddress"] = "https://auth.example.com/token",
            ["apiAddress"] = "",
            ["requestorId"] = "",
        });

        Assert.That(
            (settings.Surface, settings.ApiAddress),
            Is.EqualTo((Surface.TokenEndpoint, new Uri("https://auth.example.com/token"))));
    }

    [Test]
    public void A_token_endpoint_alone_needs_its_address() =>
        Assert.That(
            () => Read(new() { ["surface"] = "tokenEndpoint" }),
            Throws.TypeOf<TargetException>().With.Message.Contains("\"tokenAddress\" is missing: the full address of the token endpoint"));

    [TestCase("apiAddress", "ftp://x", "--set apiAddress is \"ftp://x\"; expected an http or https address")]
    [TestCase("apiAddress", "https://me:secret@x/", "expected an http or https address")]
    [TestCase("apiAddress", "", "apiAddress is missing: an address such as https://api.example.com; set it in the target file")]
    [TestCase("apiAddress", "https://x/pre?api-version=1", "?api-version=1\"; expected an address without query and fragment")]
    [TestCase("controlAddress", "http://127.0.0.1:1/#a", "expected an address without query and fragment")]
    [TestCase("tokenAddress", "https://x/token#a", "expected an address without fragment")]
    [TestCase("credentials:clientSecret", "a\r\nb", "--set credentials:clientSecret contains a character that is not visible ASCII")]
    [TestCase("credentials:clientId", "a\tb", "--set credentials:clientId contains a character that is not visible ASCII")]
    [TestCase("expiredToken", "a\rb", "--set expiredToken is no token")]
    [TestCase("requestorId", "a\u2028b", "--set requestorId contains a character that is not visible ASCII")]
    [TestCase("requestorId", "", "PARTNER_API__REQUESTORID")]
    [TestCase("credentials:clientSecret", "", "PARTNER_API__CREDENTIALS__CLIENTSECRET")]
    [TestCase("timeoutSeconds", "0", "--set timeoutSeconds is \"0\"; expected a whole number from 1 to 600")]
    [TestCase("concurrency", "many", "expected a whole number from 1 to 64")]
    [TestCase("policy", "2", "expected guide or reference")]
    [TestCase(
        "sideEffects", "declared", "declaredOperations\" is empty, and sideEffects is declared: list the operations that may be executed")]
    [TestCase("sideEffects", "some", "expected none, declared or all")]
    [TestCase("surface", "half", "expected everything or tokenEndpoint")]
    [TestCase("credentials:from", "elsewhere.json", "expected clients.json")]
    [TestCase("expectations:missingRequestor:statuses:0", "200", "is \"200\"; expected status codes from 400 to 499, or 4xx")]
    [TestCase("profile", "oauth3", "expected rfc6749, oauth21 or guide")]
    [TestCase("caFile", "no-such.pem", "--set caFile is \"no-such.pem\", and there is no such file")]
    [TestCase("expiredTokenKey", "short", "--set expiredTokenKey is no key; expected 32 random bytes in base64")]
    [TestCase("requestBudget", "0", "expected a whole number from 1 to 1000000")]
    [TestCase("shortLived:clientId", "c", "shortLived:clientSecret\" is missing")]
    [TestCase("specialCharacters:client", "c", "names a public fake; set specialCharacters:from to clients.json as well")]
    [TestCase("operations:x:requestor", "maybe", "--set operations:x:requestor is \"maybe\"; expected required or exempt")]
    [TestCase("operations:x:skp", "why", "unknown setting --set operations:x:skp (did you mean --set operations:x:skip?)")]
    [TestCase("timeoutSecond", "5", "unknown setting --set timeoutSecond (did you mean --set timeoutSeconds?)")]
    public void A_mistake_is_reported_in_the_words_that_were_typed(string key, string value, string expected) =>
        Assert.That(() => Read(new() { [key] = value }), Throws.TypeOf<TargetException>().With.Message.Contains(expected));

    [TestCase("credentials:clientSecret", "\r")]
    [TestCase("credentials:clientSecret", "\r\n")]
    [TestCase("credentials:clientId", "\n")]
    [TestCase("requestorId", "\r\n")]
    public void A_line_end_after_a_value_is_no_part_of_it(string key, string end)
    {
        var settings = Read(new() { [key] = Good[key] + end });

        Assert.That(
            (settings.Credentials, settings.RequestorId),
            Is.EqualTo((new Credentials(Good["credentials:clientId"]!, Good["credentials:clientSecret"]!), Good["requestorId"])));
    }

    [TestCase(null, "tradevest.api")]
    [TestCase("", null)]
    [TestCase(" ", null)]
    [TestCase("trade", "trade")]
    public void An_empty_scope_sends_none(string? scope, string? sent)
    {
        var settings = Read(scope is null ? new() { ["contract"] = "v2" } : new() { ["contract"] = "v2", ["scope"] = scope });

        Assert.That(TargetContract.Read(settings).Scope, Is.EqualTo(sent));
    }

    [TestCase("cellarFolder", "/tokens", "--set cellarFolder is deprecated; use --set expiredTokenFolder")]
    [TestCase("mustFloor", "7", "--set mustFloor is deprecated; use --set minimumMustChecks")]
    [TestCase("cellarKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "use --set expiredTokenKey")]
    public void An_earlier_name_is_accepted_with_a_notice(string key, string value, string notice)
    {
        var read = ReadResult(new() { [key] = value });

        Assert.That(read.Notices, Has.One.Contains(notice));
        Assert.That(
            (string?[])[read.Settings.ExpiredTokenFolder, read.Settings.ExpiredTokenKey, $"{read.Settings.MinimumMustChecks}"],
            Has.One.EqualTo(value));
    }

    [Test]
    public void An_option_replaces_every_other_source()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(
            file,
            """{ "apiAddress": "https://a", "requestorId": "r", "credentials": { "from": "clients.json", "client": "partner-local" } }""");

        var read = TargetFile.Read(
            file, new Dictionary<string, string?>
            {
                [
                "timeoutSeconds"] = "5"
            }, new Dictionary<string, string?> { ["timeoutSeconds"] = "7" });

        File.Delete(file);
        Assert.That((read.Settings.TimeoutSeconds, read.Settings.BadCredentialBudget), Is.EqualTo((7, (int?)null)));
    }

    [Test]
    public void All_mistakes_are_reported_at_once() =>
        Assert.That(
            () => Read(new() { ["apiAddress"] = "x", ["concurrency"] = "0", ["nonsense"] = "1" }),
            Throws.TypeOf<TargetException>().With.Property(nameof(TargetException.Mistakes)).Length.EqualTo(3));

    [Test]
    public void A_secret_in_the_file_is_refused()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(
            file,
            """{ "apiAddress": "https://a", "requestorId": "r", "credentials": { "clientId": "c", "clientSecret": "s-e-c-r-e-t" } }""");

        Assert.That(() => TargetFile.Read(file), Throws.TypeOf<TargetException>()
            .With.Message.Contains("\"credentials:clientSecret\"")
            .And.Message.Contains("is a secret, which is not allowed in the file")
            .And.Message.Not.Contains("s-e-c-r-e-t"));
        File.Delete(file);
    }

    [Test]
    public void Every_source_is_read_and_the_later_one_wins()
    {
        var folder = Directory.CreateTempSubdirectory("target-").FullName;
        var file = Path.Combine(folder, "t.json");
        File.WriteAllText(
            file,
            """
            { "$schema": "x", "apiAddress": "https://a", "requestorId": "file", "timeoutSeconds": 1, "concurrency": 1,
              "credentials": { "clientId": "c" }, "secretsFolder": "FOLDER" }
            """.Replace(
                "FOLDER",
                folder.Replace("\\", "/", StringComparison.Ordinal) + "/secrets\\r\\n",
                StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(folder, "secrets"));
        File.WriteAllText(Path.Combine(folder, "secrets", "credentials__clientSecret"), "mounted\r\n");
        File.WriteAllText(Path.Combine(folder, "secrets", "timeoutSeconds"), "2");

        var settings = TargetFile.Read(file, new Dictionary<string, string?> { ["concurrency"] = "3" }).Settings;

        Directory.Delete(folder, recursive: true);
        Assert.That(settings.Credentials, Is.EqualTo(new Credentials("c", "mounted")));
        Assert.That((settings.TimeoutSeconds, settings.Concurrency, settings.RequestorId), Is.EqualTo((2, 3, "file")));
    }

    [Test]
    public void A_missing_secrets_folder_is_reported()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{ "apiAddress": "https://a", "secretsFolder": "/no/such/folder" }""");

        Assert.That(
            () => TargetFile.Read(file),
            Throws.TypeOf<TargetException>().With.Message.Contains(
                "the folder that secretsFolder or PARTNER_API_SECRETS names is missing"));
        File.Delete(file);
    }

    [Test]
    public void An_operation_can_be_overridden_and_a_mistyped_one_is_reported()
    {
        var settings = Read(
            new() { ["operations:createNaturalPerson:requestor"] = "required", ["operations:createNaturalPerson:skip"] = "slow" });
        Assert.That(settings.Operations["createNaturalPerson"], Is.EqualTo(new OperationSettings(true, "slow")));
        Assert.That(TargetContract.Read(settings).Contract.Find("createNaturalPerson")!.NeedsRequestor(RequestorPolicy.Guide), Is.True);
        Assert.That(ContractFile.V1().Find("createNaturalPerson")!.NeedsRequestor(RequestorPolicy.Guide), Is.False);
        Assert.That(
            () => TargetContract.Read(Read(new() { ["operations:createNaturalPersn:skip"] = "slow" })),
            Throws.TypeOf<TargetException>().With.Message.Contains("(did you mean \"createNaturalPerson\""));
    }

    // The same file must not mean another contract when the suite starts in another folder.
    [TestCase("v2", "v2")]
    [TestCase("own/openapi.json", "/targets/own/openapi.json")]
    [TestCase("/elsewhere/openapi.json", "/elsewhere/openapi.json")]
    [Platform(Exclude = "Win")]
    public void A_contract_is_a_name_or_a_path_relative_to_the_target_file(string contract, string expected)
    {
        var sources = new SettingsSources(TargetFile.Description).AddValues(Good.Append(new("contract", contract)));

        var settings = TargetFile.Read(sources, "/targets/t.json").Settings;

        Assert.That(settings.Contract, Is.EqualTo(expected));
    }

    [Test]
    public void An_unknown_contract_is_reported_with_the_known_ones() =>
        Assert.That(
            () => TargetContract.Read(Read(new() { ["contract"] = "v3" })),
            Throws.TypeOf<FixtureException>().With.Message.Contains("none of the contracts inside the program (v1, v2)"));

    [TestCase("{", "JSON")]
    [TestCase("""{ "name": "a", "name": "b" }""", "name")]
    public void A_broken_file_is_reported_by_name(string text, string expected)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, text);

        Assert.That(
            () => TargetFile.Read(file),
            Throws.TypeOf<TargetException>().With.Message.Contains(expected).And.Message.Contains(Path.GetFileName(file)));
        File.Delete(file);
    }

    [Test]
    public void A_missing_file_is_reported_by_name() =>
        Assert.That(
            () => TargetFile.Read("no-such.json"),
            Throws.TypeOf<TargetException>().With.Message.Contains("no-such.json: there is no such file"));

    private static TargetSettings Read(Dictionary<string, string?> changes) => ReadResult(changes).Settings;

    private static SettingsResult<TargetSettings> ReadResult(Dictionary<string, string?> changes)
    {
        var all = Good.Where(pair => !changes.ContainsKey(pair.Key)).Concat(changes);
        return TargetFile.Read(new SettingsSources(TargetFile.Description).AddValues(all, key => $"--set {key}"), "t.json");
    }
}
