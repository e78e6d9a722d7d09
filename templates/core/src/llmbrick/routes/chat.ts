import type { IncomingMessage } from "node:http";
import type { ResolvedConfig } from "../config/config.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Replying } from "../http/parts.ts";
import { json, type PlainReply, refusal } from "../http/reply.ts";
import type { Reply, Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import type { JsonReader } from "../request/body.ts";
import { readRequest } from "../request/request.ts";
import { defaultRules } from "../request/rules.ts";
import type { Asked } from "../stream/asked.ts";
import { llmbrickCodec } from "../stream/codec.ts";
import { AnswerStream } from "../stream/stream.ts";
import type { Handler } from "../types.ts";

/** How the requests of a route are read. */
interface Reading {
  /** The refusal of a request by its `Accept`. */
  refuseAccept?: (request: IncomingMessage) => PlainReply | undefined;
  readJson: JsonReader<Asked>;
  /** How what is accepted is answered: unless given, by a stream that ends with its connection. */
  replying?: Replying | undefined;
}

/** Names and values in turn: Node takes such a list as it is, and every answer has the same. */
export const streamHeaders = [
  ["Content-Type", "text/event-stream; charset=utf-8"],
  ["Cache-Control", "no-cache, no-transform"],
  ["X-Accel-Buffering", "no"],
].flat();

/** The path of the endpoint. */
export const endpointPath = ({ prefix, chatCompletionsPath }: ResolvedConfig) => prefix + chatCompletionsPath;

/** The endpoint: answers a conversation with a stream of events. */
export function chatRoute(runtime: Runtime): Route {
  const { config, replying } = runtime;
  const reading: Reading = {
    replying,
    refuseAccept: ({ headers }) => (acceptsStream(headers.accept) ? undefined : notAcceptable),
    readJson(value) {
      // A validator of the user's own may let more pass than the business rules do.
      const maxMessages = runtime.customValidator ? Number.POSITIVE_INFINITY : config.maxMessagesCount;
      const read = readRequest(value, maxMessages);
      if ("faults" in read) return { refused: json(422, { detail: read.faults }) };
      const rules = () => defaultRules(read.request, config);
      return { ...read, rules, headers: streamHeaders, codec: llmbrickCodec };
    },
  };
  return {
    method: "POST",
    path: endpointPath(config),
    judgesBody: true,
    ...(replying?.exposes && { cors: { exposes: replying.exposes } }),
    handle: (request, exchange) => answer(runtime, reading, request, exchange),
  };
}

/** How a route answers conversations, whatever its protocol. The order of the checks is LLMBrick's. */
export async function answer(
  runtime: Runtime,
  { refuseAccept, readJson, replying = streamReplying(runtime) }: Reading,
  request: IncomingMessage,
  exchange: Exchange,
): Promise<Reply | undefined> {
  const { access, bodies, slots } = runtime;
  const refused = access.refuseKey(request.headers) ?? refuseWhileClosing(runtime);
  if (refused) return refused;
  if (!replying.needsNoPlace?.(request) && (await slots.areTaken())) return tooMany;

  const body = await bodies.read(request, exchange, readJson);
  if ("gone" in body) return undefined;
  if ("refused" in body) return body.refused;
  exchange.model = body.request.model;
  const { sessionId } = body.request;
  exchange.sessionId = replying.nameOfSession?.(sessionId) ?? sessionId;

  const isNotAccepted = refuseAccept?.(request);
  if (isNotAccepted) return isNotAccepted;
  const { handler } = runtime;
  if (!handler) return refusal(404, "Handler not set");
  // Other streams may have begun while the body came in.
  const isClosing = refuseWhileClosing(runtime);
  return isClosing ?? replying.reply(body, handler, request, exchange);
}

const streamReplying = (runtime: Runtime): Replying => ({
  async reply(asked, handler, _request, exchange) {
    if (!(await runtime.slots.take())) return tooMany;
    return { status: 200, headers: asked.headers, stream: openStream(runtime, handler, asked, exchange) };
  },
});

/** Begins an answer. Its place is taken already, and is given back at its end. */
export function openStream(
  runtime: Runtime,
  handler: Handler,
  { request, rules, codec }: Asked,
  exchange: Exchange,
): AnswerStream {
  const { config, logger, customValidator } = runtime;
  const stream = new AnswerStream({
    request,
    exchange,
    validate: (given) => (customValidator ? customValidator(given, config) : rules()),
    handler: runtime.answerBy(handler, exchange, request),
    codec,
    limits: config,
    logger,
    onEvents: (now) => runtime.events(exchange, now),
    onEnd(ending) {
      runtime.streams.delete(stream);
      runtime.slots.release();
      runtime.finish(exchange, ending);
    },
  });
  runtime.streams.add(stream);
  return stream;
}

const notAcceptable = refusal(406, "Accept header must include 'text/event-stream' for SSE");
export const tooMany = refusal(503, "Too many concurrent connections", { "Retry-After": "1" });
const closing = refusal(503, "Server shutting down", { "Retry-After": "1" });

const refuseWhileClosing = ({ isClosed }: Runtime): PlainReply | undefined =>
  isClosed ? closing : undefined;

/** Whether an Accept header names `text/event-stream`, and not with a weight of 0. */
function acceptsStream(accept = ""): boolean {
  return accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return (
      type === "text/event-stream" && !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter))
    );
  });
}
