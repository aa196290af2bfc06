#nullable enable
using Newtonsoft.Json;

namespace PartnerApi.Generated;

// What is not said is left out: null is no value of an optional member.
public partial class PartnerClient
{
    static partial void UpdateJsonSerializerSettings(JsonSerializerSettings settings) =>
        settings.NullValueHandling = NullValueHandling.Ignore;
}
