import type { Place } from "./server.ts";

interface OpenApi {
  paths: Record<
    string,
    { post?: { requestBody: { content: Record<string, { example: { model: string } }> } } }
  >;
}

/** The headers of requests with an API key. */
export const bearer = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });

/** What a server says of itself in its OpenAPI document: where its endpoint is, and a model that it allows. */
export async function describeServer(url: URL): Promise<Place> {
  const response = await fetch(new URL("/openapi.json", url));
  if (!response.ok)
    throw new Error(`GET ${response.url} answered ${response.status}: is this an LLMBrick server?`);
  const { paths } = (await response.json()) as OpenApi;
  for (const [endpoint, { post }] of Object.entries(paths)) {
    const model = post?.requestBody.content["application/json"]?.example.model;
    if (model !== undefined) return { url, endpoint, model };
  }
  throw new Error(`${response.url} describes no endpoint`);
}
