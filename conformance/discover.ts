import type { Place } from "./server.ts";

interface OpenApi {
  servers?: { url: string }[];
  paths: Record<
    string,
    { post?: { requestBody: { content: Record<string, { example: { model: string } }> } } }
  >;
}

/** The headers of requests with an API key. */
export const bearer = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });

/** What a server says of itself in its OpenAPI document: where its endpoint is, and a model that it allows. */
export async function describeServer(url: URL, mountedAt = ""): Promise<Place> {
  const response = await fetch(new URL(`${mountedAt}/openapi.json`, url));
  if (!response.ok)
    throw new Error(`GET ${response.url} answered ${response.status}: is this an LLMBrick server?`);
  const { servers, paths } = (await response.json()) as OpenApi;
  const base = servers?.[0]?.url ?? "";
  for (const [endpoint, { post }] of Object.entries(paths)) {
    const model = post?.requestBody.content["application/json"]?.example.model;
    if (model !== undefined) return { url, mountedAt, endpoint: base + endpoint, model };
  }
  throw new Error(`${response.url} describes no endpoint`);
}
