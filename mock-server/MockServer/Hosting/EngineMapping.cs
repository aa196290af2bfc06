using Microsoft.AspNetCore.Http;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseProviders;
using WireMock.Server;
using WireMock.Settings;

namespace PartnerApi.Mock.Hosting;

/// <summary>The lowest-priority mapping of WireMock.Net: whatever no stub of the user matches is the engine's.</summary>
internal static class EngineMapping
{
    public static void AddTo(WireMockServer server) =>
        server.Given(Request.Create().UsingAnyMethod())
            .AtPriority(int.MaxValue)
            .WithTitle("partner-api engine")
            .RespondWith(new Provider());

    private sealed class Provider : IResponseProvider
    {
        public Task<(IResponseMessage Message, IMapping? Mapping)> ProvideResponseAsync(
            IMapping mapping, HttpContext context, IRequestMessage requestMessage, WireMockServerSettings settings)
        {
            Lanes.ChooseEngine(context);
            return Task.FromResult<(IResponseMessage, IMapping?)>((new ResponseMessage { StatusCode = 200 }, null));
        }
    }
}
