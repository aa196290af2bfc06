import type { Client } from "openapi-fetch";
import type { components, paths } from "./api.js";
import { tokenPath } from "./path.js";

export type Api = Client<paths>;

/** What openapi-fetch returns: one of data and error, and the response. */
export type Result = { data?: unknown; error?: unknown; response: Response };

/** A call of one operation, with the token request of the session that contains what it is about. */
export type Call = {
  operation: string;
  token: (api: Api) => Promise<string>;
  send: (api: Api) => Promise<Result>;
};

/** Requests a token; returns the value of the header field Authorization. */
export const token = (body: components["schemas"]["TokenRequest"]) => async (api: Api): Promise<string> => {
  const { data, error } = await api.POST(tokenPath, { body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  if (data === undefined) {
    throw new Error(error.error);
  }

  return `${data.token_type} ${data.access_token}`;
};
