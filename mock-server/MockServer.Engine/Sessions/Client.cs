using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PartnerApi.Fixtures.Clients;
using PartnerApi.Mock.Faults;

namespace PartnerApi.Mock.Sessions;

/// <summary>A registered client.</summary>
public sealed class Client
{
    private readonly ImmutableArray<byte[]> _secretHashes;

    /// <summary>Creates the client of a fixture row.</summary>
    /// <param name="row">The row of <c>clients.json</c>.</param>
    /// <param name="session">The session that its tokens belong to.</param>
    /// <param name="generation">The first generation of its tokens, 0 or more.</param>
    public Client(ApiClient row, Session session, int generation = 0)
    {
        Id = row.ClientId;
        Session = session;
        Lifetime = TimeSpan.FromSeconds(row.TokenLifetimeSeconds);
        Grants = [.. row.Grants];
        InitialLifetime = Lifetime;
        Secrets = row.Secrets;
        Generation = generation;
        _secretHashes = [.. row.Secrets.Select(Hash)];
    }

    /// <summary>Creates a client that was stored. Only hashes of its secrets are known.</summary>
    internal Client(
        string id, ImmutableArray<byte[]> secretHashes, TimeSpan lifetime, ImmutableArray<string> grants, int generation, Session session)
    {
        Id = id;
        Session = session;
        Lifetime = lifetime;
        InitialLifetime = lifetime;
        Grants = grants;
        Secrets = [];
        Generation = generation;
        _secretHashes = secretHashes;
    }

    /// <summary>Its <c>client_id</c>.</summary>
    public string Id { get; }

    /// <summary>The session that its tokens belong to.</summary>
    public Session Session { get; }

    /// <summary>Lifetime of its tokens.</summary>
    public TimeSpan Lifetime { get; internal set; }

    /// <summary>Lifetime of its tokens at the start.</summary>
    public TimeSpan InitialLifetime { get; }

    /// <summary>Its active secrets, used to diagnose wrong secrets and to redact texts.</summary>
    internal ImmutableArray<string> Secrets { get; }

    /// <summary>The grants that it may use.</summary>
    public ImmutableArray<string> Grants { get; }

    /// <summary>Tokens of an earlier generation are revoked.</summary>
    public int Generation { get; private set; }

    /// <summary>Hashes of its live secrets.</summary>
    internal ImmutableArray<byte[]> SecretHashes => _secretHashes;

    internal void Restore(int generation) => Generation = generation;

    /// <summary>Revokes every token issued so far.</summary>
    public void Revoke() => Generation++;

    /// <summary>Compares a secret with each active secret in constant time.</summary>
    /// <param name="secret">What was sent.</param>
    /// <returns>True when it is one of the live secrets.</returns>
    public bool Accepts(string secret)
    {
        var sent = Hash(secret);
        var accepted = false;
        foreach (var live in _secretHashes)
        {
            accepted |= CryptographicOperations.FixedTimeEquals(sent, live);
        }

        return accepted;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>The clients that the mock knows, by id.</summary>
/// <param name="clients">The clients to start with.</param>
public sealed class ClientRegistry(IEnumerable<Client> clients)
{
    private readonly ConcurrentDictionary<string, Client> _clients =
        new(clients.Select(client => new KeyValuePair<string, Client>(client.Id, client)), StringComparer.Ordinal);

    /// <summary>Finds a client.</summary>
    /// <param name="id">Its <c>client_id</c>, or a magic client id that also selects a fault.</param>
    /// <returns>The client, or null when there is none.</returns>
    public Client? Find(string id) => _clients.GetValueOrDefault(id) ?? _clients.GetValueOrDefault(MagicClientId.ClientOf(id));

    internal void Add(Client client) => _clients[client.Id] = client;

    internal void Remove(string id) => _clients.TryRemove(id, out _);
}
