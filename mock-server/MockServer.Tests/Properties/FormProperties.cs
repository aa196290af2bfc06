using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Http;
using PartnerApi.TestSupport;

namespace PartnerApi.Mock.Tests.Properties;

public sealed class FormProperties
{
    // Pieces that mean something to the parser come often; any byte may come between them.
    private static readonly Gen<byte[]> Piece = Gen.Frequency(
        (
            6,
            Gen.OneOf(
                "&", "=", "+", "%", "a", "b", "é", "\uFEFF", "\uFFFD", "%26", "%3d", "%2B", "%25", "%00", "%c3%a9", "%C3", "%ff",
                "%ef%bb%bf", "%4", "%zz", "%ed%a0%80").Select(Encoding.UTF8.GetBytes)),
        (1, Gen.Byte.Array[1, 3]));

    private static readonly Gen<byte[]> Body = Piece.Array[0, 20].Select(pieces => pieces.SelectMany(piece => piece).ToArray());

    [Test]
    public void A_form_reads_as_the_standard_says_but_for_what_is_refused_by_design() =>
        Body.All(
            body =>
            {
                var reference = UrlencodedReference.Parse(body);
                var readable = FormBody.TryParse(body, out var form);
                return readable == !reference.Any(pair => pair.Refused)
                    && form.Pairs.SequenceEqual(
                        reference.Where(pair => !pair.Refused).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
            },
            Encoding.Latin1.GetString);

    [Test]
    public void The_first_repeated_name_is_the_first_that_comes_again() =>
        Gen.OneOf("a", "b", "c", "A", "").Array[0, 6].All(names =>
        {
            _ = FormBody.TryParse(Encoding.UTF8.GetBytes(string.Join('&', names.Select(name => name + "=1"))), out var form);
            return form.FirstDuplicate() == names.FirstOrDefault(name => names.Count(other => other == name) > 1);
        });
}
