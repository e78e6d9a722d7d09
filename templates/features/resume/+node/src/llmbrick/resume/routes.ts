import type { IncomingMessage } from "node:http";
import type { Start } from "../http/parts.ts";
import { refusal } from "../http/reply.ts";
import type { Reply, Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { endpointPath } from "../routes/chat.ts";
import { AnswerStream } from "../stream/stream.ts";
import { MemoryStore } from "./memory.ts";
import { ownerOf, queryOf } from "./owner.ts";
import { RedisStore } from "./redis/store.ts";
import { answerHeaders, away, joined, KeptReplying } from "./replying.ts";
import { resumeSettings } from "./settings.ts";
import { type Store, StoreAway } from "./store.ts";

const notFound = refusal(404, "No such answer");
const badId = refusal(400, "Last-Event-ID and ?after= take the id of an event");

/** Answers that outlive their connection: the endpoint keeps them, and this route gives the rest of one, or ends it. */
export function resumeRoutes(runtime: Runtime, start: Start): Route[] {
  const settings = resumeSettings(start);
  const { access, config, logger } = runtime;
  // With a fault, the server does not start: nothing is connected to.
  const isShared = settings.redisUrl !== "" && start.faults.length === 0;
  const store = isShared
    ? new RedisStore(settings, config, logger, () => endHandlers(runtime))
    : new MemoryStore(settings, config.maxConcurrentConnections);
  runtime.parts.push(store);
  runtime.slots = store.slots;
  runtime.replying = new KeptReplying(runtime, store, settings.window);
  const path = `${endpointPath(config)}/`;

  /** Finds out whose answer a request is about, and which. */
  const about = async (
    request: IncomingMessage,
    routePath: string,
    reply: (store: Store, owner: string, id: string) => Promise<Reply>,
  ): Promise<Reply> => {
    const refused = access.refuseKey(request.headers);
    if (refused) return refused;
    const id = routePath.slice(path.length);
    // What is no name of an answer may be one of another key in Redis.
    if (!isAnswerId(id)) return notFound;
    const owner = ownerOf(request, config.apiKeys.length > 0);
    try {
      return await reply(store, owner, id);
    } catch (error) {
      if (error instanceof StoreAway) return away;
      throw error;
    }
  };

  return [
    {
      method: "GET",
      path: `${path}*`,
      cors: { exposes: answerHeaders },
      handle: (request, exchange) =>
        about(request, exchange.routePath, async (store, owner, id) => {
          const after = lastSeen(request);
          if (after === undefined) return badId;
          const found = await store.find(owner, id);
          if (!found) return notFound;
          if (exchange.method === "HEAD") return { status: 200, headers: { "X-Answer-Id": id }, body: "" };
          return joined(runtime, found, id, after, exchange);
        }),
      remove: (request, exchange) =>
        about(request, exchange.routePath, async (store, owner, id) =>
          (await store.cancel(owner, id)) ? { status: 204, headers: {}, body: "" } : notFound,
        ),
    },
  ];
}

/** As `randomUUID` makes them. */
const isAnswerId = (text: string) => /^[0-9a-f-]{36}$/.test(text);

/** The id of the last event that a client has. A browser's EventSource that comes again says it in the header. */
function lastSeen(request: IncomingMessage): number | undefined {
  const told = String(request.headers["last-event-id"] || queryOf(request).get("after") || "0");
  return /^\d{1,15}$/.test(told) ? Number(told) : undefined;
}

/** Ends all handlers that run in this process: its places belong to others now. */
function endHandlers({ streams }: Runtime): void {
  for (const stream of streams) if (stream instanceof AnswerStream) stream.endEarly("aborted");
}
