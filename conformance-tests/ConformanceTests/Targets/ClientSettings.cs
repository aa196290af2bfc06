using PartnerApi.Fixtures.Clients;

namespace PartnerApi.Conformance.Targets;

// A client of a target: a public fake by name, or an id of the file with a secret from elsewhere.
internal static class ClientSettings
{
    public static Credentials? Read(SettingsReader read, string at, bool required)
    {
        var from = read.Text($"{at}:from");
        var fake = read.Text($"{at}:client");
        var id = read.Text($"{at}:clientId");
        var secret = read.Secret($"{at}:clientSecret");
        if (from is not null)
        {
            return Fake(read, at, from, fake);
        }

        if (fake is not null)
        {
            read.Mistake($"{at}:client", $"names a public fake, and {at}/from does not say of which file: wanted is clients.json");
        }

        if (!required && id is null && secret is null)
        {
            return null;
        }

        return new(
            read.Required($"{at}:clientId", "the client_id of the target"),
            read.Required($"{at}:clientSecret", "the secret of the client; it comes from the environment, from user secrets or from a mounted file"));
    }

    private static Credentials? Fake(SettingsReader read, string at, string from, string? id)
    {
        if (from != "clients.json")
        {
            read.Mistake($"{at}:from", $"is '{from}', wanted is clients.json, the public fakes of the mock");
            return null;
        }

        if (id is null)
        {
            read.Required($"{at}:client", "a client of clients.json");
            return null;
        }

        var clients = ClientsFile.Embedded();
        if (clients.FirstOrDefault(client => client.ClientId == id) is { } found)
        {
            return new(found.ClientId, found.Secrets[0]);
        }

        read.Mistake($"{at}:client", $"is '{id}', wanted is one of {string.Join(", ", clients.Select(client => client.ClientId))}");
        return null;
    }
}
