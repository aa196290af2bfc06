using NUnit.Framework;
using PartnerApi.Mock.Pipeline;

namespace PartnerApi.Mock.Tests.Engine;

public sealed class RouteTableTests
{
    private static readonly RouteTable Routes = new(EngineUnderTest.Contract.Operations);

    [TestCase("/customers/legal-entities", "POST", "createLegalEntityCustomer")]
    [TestCase("/customers/something-else", "GET", "getCustomer")]
    [TestCase("/customers/legal-entities", "GET", null, TestName = "A_literal_hides_the_parameter_whatever_the_method")]
    [TestCase("/customers/legal-entities/1", "GET", "getLegalEntityCustomer")]
    [TestCase("/v2/documents/sign", "POST", "signDocument")]
    public void A_literal_goes_before_a_parameter(string path, string method, string? operation) =>
        Assert.That(Routes.Match(path)?.For(method)?.Id, Is.EqualTo(operation));

    [TestCase("/transfers/a%2Fb", "a/b")]
    [TestCase("/transfers/a+b", "a+b")]
    [TestCase("/transfers/%41", "A")]
    [TestCase("/transfers/..", "..")]
    [TestCase("/transfers/.", ".")]
    [TestCase("/transfers/%c3%a9", "\u00e9")]
    [TestCase("/transfers/a;b=c", "a;b=c")]
    public void A_parameter_is_one_decoded_segment(string path, string value) =>
        Assert.That(Routes.Match(path)?.Values, Is.EqualTo(new[] { value }));

    [TestCase("/%74ransfers")]
    public void A_literal_may_be_percent_encoded(string path) =>
        Assert.That(Routes.Match(path)?.For("POST")?.Id, Is.EqualTo("createTransfer"));

    [TestCase("")]
    [TestCase("/")]
    [TestCase("*")]
    [TestCase("transfers")]
    [TestCase("/transfers/")]
    [TestCase("//transfers")]
    [TestCase("/transfers//")]
    [TestCase("/Transfers")]
    [TestCase("/transfers/a/b")]
    [TestCase("/transfers/%")]
    [TestCase("/transfers/%zz")]
    [TestCase("/transfers/%ff")]
    [TestCase("/transfers/x/../y")]
    [TestCase("/./transfers")]
    public void Any_other_path_is_unknown(string path) => Assert.That(Routes.Match(path), Is.Null);

    [Test]
    public void Every_operation_is_found_under_its_own_path() =>
        Assert.That(
            EngineUnderTest.Contract.Operations.Where(operation =>
                Routes.Match(operation.Path.Replace("{", "", StringComparison.Ordinal).Replace(
                    "}", "", StringComparison.Ordinal))?.For(operation.Method) != operation),
            Is.Empty);

    [TestCase("post")]
    [TestCase("Post")]
    [TestCase("OPTIONS")]
    [TestCase("TRACE")]
    [TestCase("")]
    public void A_method_is_exact(string method) => Assert.That(Routes.Match("/transfers")!.For(method), Is.Null);

    [Test]
    public void HEAD_is_answered_where_GET_is() =>
        Assert.That(Routes.Match("/products")!.For("HEAD")?.Id, Is.EqualTo("listProducts"));

    [TestCase("/transfers", "POST")]
    [TestCase("/products", "GET,HEAD")]
    [TestCase("/webhooks/x", "GET,HEAD,DELETE")]
    public void The_methods_of_a_path_are_told(string path, string methods) =>
        Assert.That(string.Join(',', Routes.Match(path)!.Methods), Is.EqualTo(methods));

    [Test]
    public void Thousands_of_segments_are_no_burden() =>
        Assert.That(Routes.Match(string.Concat(Enumerable.Repeat("/customers", 100_000))), Is.Null);
}
