import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Exchange } from "../http/exchange.ts";
import { json, type PlainReply, problem, refusal } from "../http/reply.ts";
import { errorPosition, isDeeperThan } from "./json.ts";
import { fault } from "./request.ts";

export const maxDepth = 64;
/** Milliseconds for a body to come in. */
const patience = 14_000;

/** Whether a content type is JSON's. */
export const isJsonType = (text: string) => /^(application\/|[\w.-]+\/[\w.-]+\+)json\s*(;|$)/i.test(text);

type Outcome<Read> = Read | { refused: PlainReply } | { gone: true };
/** Makes of a body's JSON what its route needs. */
export type JsonReader<Read> = (value: unknown) => Read | { refused: PlainReply };

/** Reads the bodies of a server's requests. */
export class BodyReader {
  /** Bytes that one body may have. */
  readonly #maxBytes: number;
  /** Bytes that bodies under way hold together, and may hold: 64 MiB, or four of the largest. */
  #held = 0;
  readonly #maxHeld: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#maxHeld = Math.max(67_108_864, 4 * maxBytes);
  }

  /**
   * Reads and checks one, in the protocol's order of checks. `gone`: the client left before its end.
   * `readJson`: checks what it holds.
   */
  read<Read extends object>(
    request: Parsed,
    { contentType, contentLength }: Exchange,
    readJson: JsonReader<Read>,
  ): Outcome<Read> | Promise<Outcome<Read>> {
    const isJson = isJsonType(contentType);
    // Of any other type not one byte is accepted.
    const limit = isJson ? this.#maxBytes : 0;
    const tooLarge = () => ({
      refused: isJson
        ? refusal(413, "Request body too large")
        : refusal(415, "Content-Type must be application/json"),
    });
    if (contentLength > 0 && !isJson) return tooLarge();
    if (isEncoded(request)) return encoded;
    if (contentLength > limit) return tooLarge();
    // Middleware of the user's may have run before, and taken its time.
    if (request.readableEnded || request.readableDidRead) {
      const bytes = parsedAlready(request);
      if (bytes === "too deep") return unreadable();
      return bytes.length > limit ? tooLarge() : parse(request, bytes, readJson);
    }
    return this.#collect(request, limit).then((bytes) => {
      if (bytes === "gone") return { gone: true };
      if (bytes === "too many") return tooMany;
      if (bytes === "too slow") return tooSlow(request);
      return bytes === "too large" ? tooLarge() : parse(request, bytes, readJson);
    });
  }

  /** All bytes of a body. Where there are too many, Node throws away the rest as it comes. */
  #collect(
    request: IncomingMessage,
    maxBytes: number,
  ): Promise<Buffer | "too large" | "too many" | "too slow" | "gone"> {
    return new Promise((resolve) => {
      if (request.destroyed) return resolve("gone");
      const chunks: Buffer[] = [];
      /** Joined now and then: a chunk of one byte takes a hundred. */
      const small: Buffer[] = [];
      let size = 0;
      const end = (result: Parameters<typeof resolve>[0]) => {
        this.#held -= size;
        size = 0;
        chunks.length = 0;
        small.length = 0;
        request.off("data", onData).off("pause", resume);
        clearTimeout(timer);
        resolve(result);
      };
      const onData = (data: Buffer | string) => {
        // Middleware of the user's may have set an encoding.
        const chunk = Buffer.isBuffer(data) ? data : Buffer.from(data);
        size += chunk.length;
        this.#held += chunk.length;
        small.push(chunk);
        if (small.length === 256) chunks.push(Buffer.concat(small.splice(0)));
        if (size > maxBytes) end("too large");
        // Node holds as much of any request: who sends little is not shut out by those who send much.
        else if (this.#held > this.#maxHeld && size > request.readableHighWaterMark) end("too many");
      };
      const resume = () => void request.resume();
      const timer = setTimeout(end, patience, "too slow");
      request.on("data", onData);
      request.on("end", () => end(Buffer.concat([...chunks, ...small])));
      // Comes after "end" too, and says nothing new then.
      request.on("close", () => end("gone"));
      // Or pause it, as one does that makes a web stream of it.
      request.on("pause", resume);
      resume();
    });
  }
}

/** What a parser ahead of us has left of a body; `isBodyRefused`: it is none that the application takes. */
type Parsed = IncomingMessage & { rawBody?: unknown; body?: unknown; isBodyRefused?: true };

/** The bytes of a body that a parser of the user's has read, from what it has made of them. */
function parsedAlready(request: Parsed): Buffer | "too deep" {
  const { rawBody, body = rawBody, headers } = request;
  // Of no bytes, some make an object.
  if (headers["content-length"] === "0") return Buffer.alloc(0);
  const read = rawBody ?? body;
  if (Buffer.isBuffer(read)) return read;
  if (typeof read === "string") return Buffer.from(read);
  if (read !== undefined) {
    try {
      return Buffer.from(JSON.stringify(read));
    } catch (error) {
      // A thousand levels more than are allowed.
      if (error instanceof RangeError) return "too deep";
      throw error;
    }
  }
  throw new Error(
    "The request's body was read before it came here, and left in no request.body: mount llmbrick before what reads it",
  );
}

/** Whether a body is compressed, say. */
function isEncoded({ headers }: IncomingMessage): boolean {
  const codings = headers["content-encoding"]?.split(",") ?? [];
  return codings.some((coding) => !["", "identity"].includes(coding.trim().toLowerCase()));
}

const encoded = {
  refused: refusal(415, "Content-Encoding is not supported", { "Accept-Encoding": "identity" }),
};
const tooMany = { refused: refusal(503, "Too many request bodies under way", { "Retry-After": "1" }) };

/** Where the connection is not other requests' too, it is closed: the body would go on. */
const tooSlow = ({ httpVersionMajor }: IncomingMessage) => ({
  refused: problem(408, "Request Timeout", httpVersionMajor === 1 ? { Connection: "close" } : {}),
});

const unreadable = () => ({ refused: problem(400, "There was an error parsing the body") });

function parse<Read extends object>(
  { isBodyRefused }: Parsed,
  bytes: Buffer,
  readJson: JsonReader<Read>,
): Read | { refused: PlainReply } {
  if (bytes.length === 0) return { refused: json(422, { detail: [fault("missing")] }) };
  if (!isUtf8(bytes)) return unreadable();
  const encoded = bytes.toString();
  const text = encoded.startsWith("\ufeff") ? encoded.slice(1) : encoded;
  if (isDeeperThan(maxDepth, text)) return unreadable();

  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: json(422, { detail: [fault("json_invalid", errorPosition(text))] }) };
  }
  const read = readJson(value);
  return isBodyRefused && !("refused" in read) ? unreadable() : read;
}
