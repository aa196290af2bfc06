// Calls every operation through the generated types, without and with a token. Each line of output is one reply.
import createClient from "openapi-fetch";
import type { paths } from "./api.js";
import { calls } from "./calls.js";

const baseUrl = process.argv[2]!;

for (const { operation, token, send } of calls) {
  const api = createClient<paths>({ baseUrl });
  const call = async (withToken: boolean) => {
    const { response } = await send(api);
    console.log(JSON.stringify({ operation, token: withToken, status: response.status }));
  };

  if (operation !== "getToken") {
    await call(false);
    const authorization = await token(api);
    api.use({
      onRequest({ request }) {
        request.headers.set("Authorization", authorization);
        return request;
      },
    });
  }

  await call(true);
}
