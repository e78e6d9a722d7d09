import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Exchange } from "../http/exchange.ts";
import type { Replying } from "../http/parts.ts";
import { type PlainReply, refusal } from "../http/reply.ts";
import type { Reply } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { streamHeaders, tooMany } from "../routes/chat.ts";
import type { Asked } from "../stream/asked.ts";
import type { Handler } from "../types.ts";
import { digest, ownerOf, shortDigest } from "./owner.ts";
import { Producer } from "./producer.ts";
import { LogReader } from "./reader.ts";
import { type Found, type Named, type NewAnswer, type Store, StoreAway } from "./store.ts";

export const away = refusal(503, "Answers can't be kept for now", { "Retry-After": "1" });
const tooManyAnswers = refusal(429, "Too many answers under way", { "Retry-After": "1" });
const otherRequest = refusal(409, "Idempotency-Key was sent with another request before");
/** Headers of an answer that a page of another origin may read. */
export const answerHeaders = "X-Answer-Id, Content-Location";
const badKey = refusal(400, "Idempotency-Key must be 1 to 255 printable ASCII characters");

/** Answers the endpoint's requests by answers that are kept. */
export class KeptReplying implements Replying {
  readonly exposes = answerHeaders;
  readonly #runtime: Runtime;
  readonly #store: Store;
  /** Seconds for which an answer goes on while nobody reads it. */
  readonly #window: number;
  /** Answers belong to keys, and not to sessions. */
  readonly #hasKeys: boolean;

  constructor(runtime: Runtime, store: Store, window: number) {
    this.#runtime = runtime;
    this.#store = store;
    this.#window = window;
    this.#hasKeys = runtime.config.apiKeys.length > 0;
  }

  /** It may join an answer that has one already. */
  needsNoPlace({ headers }: IncomingMessage): boolean {
    return headers["idempotency-key"] !== undefined;
  }

  /** Who reads the log is not to read the answers, too. Where there are keys, a session's id gives nothing. */
  nameOfSession(sessionId: string): string {
    return this.#hasKeys ? sessionId : shortDigest(sessionId);
  }

  async reply(asked: Asked, handler: Handler, request: IncomingMessage, exchange: Exchange): Promise<Reply> {
    const key = request.headers["idempotency-key"];
    if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(String(key))) return badKey;
    const owner = ownerOf(request, this.#hasKeys, asked.request.sessionId);
    const name = key === undefined ? undefined : { name: digest(owner, String(key)), asks: asks(asked) };
    try {
      const named = name && (await this.#store.named(name.name));
      if (named) return await this.#join(named, { owner, name, id: named.id }, exchange);
      if (!(await this.#runtime.slots.take())) return tooMany;
      return await this.#begin({ id: randomUUID(), owner, name }, asked, handler, exchange);
    } catch (error) {
      if (error instanceof StoreAway) return away;
      throw error;
    }
  }

  /** Begins an answer. Its place is taken. */
  async #begin(answer: NewAnswer, asked: Asked, handler: Handler, exchange: Exchange): Promise<Reply> {
    const { slots } = this.#runtime;
    const created = await this.#store.create(answer).catch((error) => {
      slots.release();
      throw error;
    });
    if (created === "tooMany" || "named" in created) {
      slots.release();
      return created === "tooMany" ? tooManyAnswers : this.#join(created.named, answer, exchange);
    }
    const { writer } = created;
    const { id } = answer;
    const producer = new Producer(this.#runtime, writer, {
      id,
      exchange,
      asked,
      handler,
      window: this.#window,
    });
    const found = { isMadeHere: true, open: () => writer.log };
    producer.start();
    return replyFrom(this.#runtime, found, id, 0, exchange);
  }

  async #join({ id, asks }: Named, { owner, name }: NewAnswer, exchange: Exchange): Promise<Reply> {
    if (asks !== name?.asks) return otherRequest;
    const found = await this.#store.find(owner, id);
    // It has expired just now: the next attempt begins a new one.
    return found ? joined(this.#runtime, found, id, 0, exchange) : away;
  }
}

/** What a request asks, whatever the order and the spelling of its fields. */
const asks = ({ request }: Asked) => digest(JSON.stringify(request));

const gone = (first: number, last: number): PlainReply =>
  refusal(410, `Events ${first} to ${last} are no longer kept`);

/** Who comes back takes no place of an answer, and each answer has a reader from its beginning: as many may join. */
const readersAPlace = 2;
const readersIn = ({ streams }: Runtime) => [...streams].filter(({ isCopy }) => isCopy).length;

/** The rest of an answer, as far as it is there. */
export function joined(runtime: Runtime, found: Found, id: string, after: number, exchange: Exchange): Reply {
  if (found.first > after + 1) return gone(after + 1, found.first - 1);
  if (found.isOver && after > found.last) return refusal(410, `The answer has ended before event ${after}`);
  // To a browser's EventSource, this alone says that it need not come again.
  if (found.isOver && after >= found.last && after > 0) return { status: 204, headers: {}, body: "" };
  if (readersIn(runtime) >= runtime.config.maxConcurrentConnections * readersAPlace) return tooMany;
  return replyFrom(runtime, found, id, after, exchange);
}

function replyFrom(
  runtime: Runtime,
  { open, isMadeHere }: Pick<Found, "open" | "isMadeHere">,
  id: string,
  after: number,
  exchange: Exchange,
): Reply {
  const { path, method } = exchange;
  const location = method === "POST" ? `${path}/${id}` : path;
  return {
    status: 200,
    headers: [...streamHeaders, "X-Answer-Id", id, "Content-Location", location],
    stream: new LogReader(runtime, open(), after, exchange, isMadeHere),
  };
}
