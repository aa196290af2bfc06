// Starts oidc-provider on a free port of this machine and says its token endpoint as one line of JSON.
// Argument: the clients, as a JSON array of { id, secret, grants }.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const clients = JSON.parse(process.argv[2]);
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: clients.map(({ id, secret, grants }) => ({
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: grants,
    response_types: grants.includes('authorization_code') ? ['code'] : [],
    redirect_uris: grants.includes('authorization_code') ? ['https://client.example.com/back'] : [],
  })),
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  ttl: { ClientCredentials: 3600 },
});
server.on('request', provider.callback());
console.log(JSON.stringify({ token: `${issuer}/token` }));

// The parent closes this pipe when it ends, however it ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
