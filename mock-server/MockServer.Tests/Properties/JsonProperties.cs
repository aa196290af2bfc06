using System.Text;
using CsCheck;
using NUnit.Framework;
using PartnerApi.Mock.Commands;
using PartnerApi.Properties;

namespace PartnerApi.Mock.Tests.Properties;

public sealed class JsonProperties
{
    [Test]
    public void A_body_is_refused_exactly_when_a_member_comes_twice() =>
        JsonText.Any.All(json => JsonBody.Read(Encoding.UTF8.GetBytes(json.Text)).Problem is null == json.Repeated.IsEmpty, json => json.Text);

    [Test]
    public void A_damaged_body_is_read_or_refused_and_never_throws() =>
        Gen.Select(JsonText.Any, Gen.Int[0, 200], Gen.Byte).All(damaged =>
        {
            var bytes = Encoding.UTF8.GetBytes(damaged.Item1.Text);
            bytes[damaged.Item2 % bytes.Length] = damaged.Item3;
            var read = JsonBody.Read(bytes);
            return read.Problem is null || read.Value is null;
        });
}
