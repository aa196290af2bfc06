using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using PartnerApi.Fixtures.Contracts;
using PartnerApi.GeneratedClient.Tests.Calls;

namespace PartnerApi.GeneratedClient.Tests;

/// <summary>Calls the methods of a client that NSwag generated: one for each operation, with the types that it has for it.</summary>
/// <param name="assembly">The compiled client.</param>
/// <param name="address">Where the mock listens.</param>
internal sealed class NSwagClient(Assembly assembly, Uri address)
{
    // The generated enums name their values by attributes that only this converter reads.
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new()
    {
        Converters = { new StringEnumConverter() },
        DateParseHandling = DateParseHandling.None,
    });

    /// <summary>Calls an operation without and with a token; the token endpoint once.</summary>
    /// <param name="call">The call.</param>
    /// <returns>What became of it.</returns>
    public async Task<IReadOnlyList<Outcome>> CallAsync(OperationCall call)
    {
        using var status = new LastStatus();
        using var http = new HttpClient(status) { BaseAddress = address };
        var client = Activator.CreateInstance(assembly.GetType($"{Generator.Namespace}.PartnerClient")!, http)!;
        if (call.Operation.Kind == OperationKind.Token)
        {
            return [await OutcomeAsync(withToken: true)];
        }

        var refused = await OutcomeAsync(withToken: false);
        dynamic token = InvokeAsync(client, "getToken", new(), call.Token);
        var issued = await token;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue((string)issued.Token_type, (string)issued.Access_token);
        return [refused, await OutcomeAsync(withToken: true)];

        async Task<Outcome> OutcomeAsync(bool withToken) => new(
            call.Operation.Id,
            withToken,
            Declared: await IsDeclaredAsync(InvokeAsync(client, call.Operation.Id, call.Parameters, call.Body)),
            Status: status.Value);
    }

    // A status that the document does not declare is an exception without a result.
    private static async Task<bool> IsDeclaredAsync(Task reply)
    {
        try
        {
            await reply;
            return true;
        }
        catch (Exception error) when (error.GetType().Name.StartsWith("ApiException", StringComparison.Ordinal))
        {
            return error.GetType().GetProperty("Result")?.GetValue(error) is not null;
        }
    }

    private static Task InvokeAsync(object client, string operation, JsonObject parameters, JsonNode? body)
    {
        var method = client.GetType().GetMethods().Single(each =>
            each.Name.Equals(operation + "Async", StringComparison.OrdinalIgnoreCase)
            && each.GetParameters().All(parameter => parameter.ParameterType != typeof(CancellationToken)));
        var values = parameters.SelectMany(place => place.Value!.AsObject()).ToDictionary(each => Letters(each.Key), each => each.Value);
        return (Task)method.Invoke(client, [.. method.GetParameters().Select(Argument)])!;

        object? Argument(ParameterInfo parameter) =>
            (parameter.Name == "body" ? body : values.GetValueOrDefault(Letters(parameter.Name!))) is { } value
                ? JToken.Parse(value.ToJsonString()).ToObject(parameter.ParameterType, Serializer)
                : null;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private sealed class LastStatus() : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Value { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var reply = await base.SendAsync(request, cancellationToken);
            Value = (int)reply.StatusCode;
            return reply;
        }
    }
}
