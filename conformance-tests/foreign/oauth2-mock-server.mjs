// Starts oauth2-mock-server on a free port of this machine and says its token endpoint as one line of JSON.
import { OAuth2Server } from 'oauth2-mock-server';

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
await server.start(0, '127.0.0.1');
console.log(JSON.stringify({ token: `http://127.0.0.1:${server.address().port}/token` }));

// The parent closes this pipe when it ends, however it ends.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
