import type { IncomingMessage } from "node:http";
import type { ResolvedConfig } from "../config/config.ts";
import type { Exchange } from "../http/exchange.ts";
import { type PlainReply, type Reply, refusal } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { BodyReader } from "../request/body.ts";
import { defaultRules } from "../request/rules.ts";
import { llmbrickCodec } from "../stream/codec.ts";
import { AnswerStream } from "../stream/stream.ts";
import type { ConversationRequest, Handler } from "../types.ts";

/** Names and values in turn: Node takes such a list as it is, and every answer has the same. */
const streamHeaders = [
  ["Content-Type", "text/event-stream; charset=utf-8"],
  ["Cache-Control", "no-cache, no-transform"],
  ["X-Accel-Buffering", "no"],
].flat();

/** The path of the endpoint. */
export const endpointOf = ({ prefix, chatCompletionsPath }: ResolvedConfig) => prefix + chatCompletionsPath;

/** The endpoint: answers a conversation with a stream of events. */
export function chatRoute(runtime: Runtime): Route {
  const { config } = runtime;
  const bodies = new BodyReader(config.maxBodyBytes);
  return {
    method: "POST",
    path: endpointOf(config),
    handle: (request, exchange) => chat(runtime, bodies, request, exchange),
  };
}

/** The order of these checks is the protocol's. */
async function chat(
  runtime: Runtime,
  bodies: BodyReader,
  request: IncomingMessage,
  exchange: Exchange,
): Promise<Reply | undefined> {
  const { access, config, slots } = runtime;
  const refused = access.refuseKey(request.headers) ?? refuseWhileClosing(runtime);
  if (refused) return refused;
  if (await slots.areTaken()) return tooMany;

  // A validator of the user's own may let more pass than the business rules do.
  const maxMessages = runtime.customValidator ? Number.POSITIVE_INFINITY : config.maxMessagesCount;
  const body = await bodies.read(request, exchange, maxMessages);
  if ("gone" in body) return undefined;
  if ("refused" in body) return body.refused;
  exchange.model = body.request.model;
  exchange.sessionId = body.request.sessionId;

  if (!acceptsStream(request.headers.accept)) {
    return refusal(406, "Accept header must include 'text/event-stream' for SSE");
  }
  const { handler } = runtime;
  if (!handler) return refusal(404, "Handler not set");
  // Other streams may have begun while the body came in.
  const isClosing = refuseWhileClosing(runtime);
  if (isClosing) return isClosing;
  if (!(await slots.take())) return tooMany;
  return {
    status: 200,
    headers: streamHeaders,
    stream: openStream(runtime, handler, body.request, exchange),
  };
}

/** Begins an answer. Its place is taken already, and is given back at its end. */
export function openStream(
  runtime: Runtime,
  handler: Handler,
  request: ConversationRequest,
  exchange: Exchange,
): AnswerStream {
  const { config, logger, customValidator = defaultRules } = runtime;
  const stream = new AnswerStream({
    request,
    exchange,
    validate: (given) => customValidator(given, config),
    handler,
    codec: llmbrickCodec,
    limits: config,
    logger,
    onFirstEvent: () => runtime.firstEvent(exchange),
    onEnd(ending) {
      runtime.streams.delete(stream);
      runtime.slots.release();
      runtime.finish(exchange, ending);
    },
  });
  runtime.streams.add(stream);
  return stream;
}

const tooMany = refusal(503, "Too many concurrent connections", { "Retry-After": "1" });
const closing = refusal(503, "Server shutting down", { "Retry-After": "1" });

const refuseWhileClosing = ({ draining }: Runtime): PlainReply | undefined =>
  draining ? closing : undefined;

/** Whether an Accept header names `text/event-stream`, and not with a weight of 0. */
function acceptsStream(accept = ""): boolean {
  return accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return (
      type === "text/event-stream" && !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter))
    );
  });
}
