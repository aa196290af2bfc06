using Microsoft.AspNetCore.Http;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseProviders;
using WireMock.Server;
using WireMock.Settings;

namespace PartnerApi.Mock.Hosting;

/// <summary>The lowest-priority mapping of WireMock.Net: requests that no stub of the user matches go to the engine.</summary>
internal static class EngineMapping
{
    private static readonly Guid Id = new("0e4b2f3e-6d0c-4a53-9a4e-2f7f6b8f0a11");

    /// <summary>Adds the mapping, or restores it.</summary>
    public static void AddTo(WireMockServer server) =>
        server.Given(Request.Create().UsingAnyMethod())
            .WithGuid(Id)
            .AtPriority(int.MaxValue)
            .WithTitle("partner-api engine")
            .RespondWith(new Provider());

    private sealed class Provider : IResponseProvider
    {
        public Task<(IResponseMessage Message, IMapping? Mapping)> ProvideResponseAsync(
            IMapping mapping, HttpContext context, IRequestMessage requestMessage, WireMockServerSettings settings)
        {
            RequestDispatcher.ChooseEngine(context);
            return Task.FromResult<(IResponseMessage, IMapping?)>((new ResponseMessage { StatusCode = 200 }, null));
        }
    }
}
