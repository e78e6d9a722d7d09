import { json, type PlainReply } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { answer, streamHeaders } from "../routes/chat.ts";
import type { Asked } from "../stream/asked.ts";
import { ChunkCodec, ObjectCodec } from "./codecs.ts";
import { Fault, inOpenAiForm, noSuchModel, refusalFor } from "./faults.ts";
import { openAiRules, readOpenAiRequest } from "./request.ts";

const objectHeaders = [
  ["Content-Type", "application/json"],
  ["Cache-Control", "no-cache, no-transform"],
].flat();

/** A part of a path; as it is where it can't be decoded. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** OpenAI's API, for every client that speaks it: the same handler, checks, limits and log as the endpoint has. */
export function openAiRoutes(runtime: Runtime): Route[] {
  const { access, config } = runtime;
  const { allowedModels } = config;
  const path = `${config.prefix}/v1`;
  const common = { refusal: inOpenAiForm, cors: { exposes: "X-Should-Retry" } };
  const created = Math.floor(Date.now() / 1000);
  const modelOf = (id: string) => ({ id, object: "model", created, owned_by: "llmbrick" });

  const readJson = (value: unknown): Asked | { refused: PlainReply } => {
    try {
      const read = readOpenAiRequest(value);
      const { model, stream } = read.request;
      return {
        request: read.request,
        rules: () => openAiRules(read, config),
        headers: stream ? streamHeaders : objectHeaders,
        codec: stream ? new ChunkCodec(model, read.includeUsage) : new ObjectCodec(model),
      };
    } catch (error) {
      if (error instanceof Fault) return { refused: refusalFor(error) };
      throw error;
    }
  };

  return [
    {
      ...common,
      method: "POST",
      path: `${path}/chat/completions`,
      judgesBody: true,
      handle: (request, exchange) => answer(runtime, { readJson }, request, exchange),
    },
    {
      ...common,
      method: "GET",
      path: `${path}/models`,
      handle: ({ headers }) =>
        access.refuseKey(headers) ?? json(200, { object: "list", data: allowedModels.map(modelOf) }),
    },
    {
      ...common,
      method: "GET",
      path: `${path}/models/*`,
      handle({ headers }, { routePath }) {
        // It may have slashes, as they are or encoded.
        const id = decoded(routePath.slice(`${path}/models/`.length));
        const found = allowedModels.includes(id) ? json(200, modelOf(id)) : undefined;
        return access.refuseKey(headers) ?? found ?? refusalFor(noSuchModel(id, allowedModels));
      },
    },
  ];
}
