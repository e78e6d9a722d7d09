import { type Place, Server } from "./server.ts";

interface Operation {
  requestBody?: { content?: Record<string, { example?: { model?: unknown } } | undefined> };
  responses?: Record<string, { content?: object } | undefined>;
}

interface OpenApi {
  servers?: { url?: unknown }[];
  paths?: Record<string, { post?: Operation } | undefined>;
}

/** What a server says of itself in its OpenAPI document. */
export interface Description {
  /** Path of the endpoint. */
  endpoint: string;
  /** A model that it allows, where it names one. */
  model: string | undefined;
  /** The path below which it has the routes for clients of OpenAI's API, where it has them. */
  openAiAt: string | undefined;
}

/** How the path of the endpoint for clients of OpenAI's API ends. */
const OPENAI = "/v1/chat/completions";

/** The headers of requests with an API key. */
export const bearer = (key: string) => ({ headers: { Authorization: `Bearer ${key}` } });

/** Reads an OpenAPI document; `undefined` where it describes no endpoint of this protocol. */
export function readDescription(document: unknown): Description | undefined {
  const { servers, paths } = (document ?? {}) as OpenApi;
  const base = basePath(servers?.[0]?.url);
  const posts = Object.entries(paths ?? {}).flatMap(([path, item]) =>
    item?.post ? [{ path, ...item.post }] : [],
  );
  const streams = posts.filter(({ responses }) => "text/event-stream" in (responses?.["200"]?.content ?? {}));
  const native = streams.find(({ path }) => !path.endsWith(OPENAI)) ?? streams[0];
  if (!native) return undefined;
  const model = native.requestBody?.content?.["application/json"]?.example?.model;
  const openAi = streams.find((found) => found !== native && found.path.endsWith(OPENAI));
  return {
    endpoint: base + native.path,
    model: typeof model === "string" ? model : undefined,
    openAiAt: openAi && base + openAi.path.slice(0, -OPENAI.length),
  };
}

const basePath = (url: unknown): string =>
  typeof url === "string" && URL.canParse(url, "http://base")
    ? new URL(url, "http://base").pathname.replace(/\/$/, "")
    : "";

/** Where a server is that describes itself, with its endpoint and a model that it allows. */
export async function describeServer(url: URL, mountedAt?: string): Promise<Place> {
  const path = `${mountedAt ?? ""}/openapi.json`;
  const { status, text } = await new Server({ url, endpoint: path, model: "" }).ask({ method: "GET" });
  if (status !== 200)
    throw new Error(`GET ${url.origin}${path} answered ${status}: is this an LLMBrick server?`);
  const found = readDescription(JSON.parse(text));
  if (found?.model === undefined) throw new Error(`${url.origin}${path} describes no endpoint`);
  return { url, ...(mountedAt !== undefined && { mountedAt }), ...found, model: found.model };
}
