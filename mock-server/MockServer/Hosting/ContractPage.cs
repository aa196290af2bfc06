using Microsoft.AspNetCore.Http;
using PartnerApi.Mock.Engine;

namespace PartnerApi.Mock.Hosting;

/// <summary>Serves the effective contract at <c>/openapi.json</c> of the partner API, without a token.</summary>
/// <param name="engine">The mock.</param>
internal sealed class ContractPage(MockEngine engine)
{
    /// <summary>The path, on both ports.</summary>
    public const string Path = "/openapi.json";

    // A contract of the user's own may have an operation there.
    private readonly bool _isFree = engine.Contract.Operations.All(operation => operation.Path != Path);

    public bool Owns(HttpRequest request) =>
        _isFree && request.Path.Value == Path && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    /// <summary>
    /// Writes the document for the address that the request was sent to: a published port or a proxy may have changed it.
    /// </summary>
    public Task WriteAsync(HttpContext context)
    {
        var request = context.Request;
        var sent = request.Host.HasValue ? $"{request.Scheme}://{request.Host}" : "";
        return Uri.TryCreate(sent, UriKind.Absolute, out var address) && address.PathAndQuery == "/"
            ? Results.Text(engine.Served.At(address), ServedContract.MediaType).ExecuteAsync(context)
            : Results.Text("the Host field names no address", statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
    }
}
