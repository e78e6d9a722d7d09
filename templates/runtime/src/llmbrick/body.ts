import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Exchange } from "./exchange.ts";
import { errorPosition, isDeeperThan } from "./json.ts";
import { json, type PlainReply, problem, refusal } from "./reply.ts";
import { fault, readRequest } from "./request.ts";
import type { ConversationRequest } from "./types.ts";

const maxDepth = 64;
const jsonType = /^(application\/|[\w.-]+\/[\w.-]+\+)json\s*(;|$)/i;

type Outcome = { request: ConversationRequest } | { refused: PlainReply } | { gone: true };

/** Reads and checks a request's body, in the protocol's order of checks. `gone`: the client left before its end. */
export function readBody(
  request: IncomingMessage,
  { contentType, contentLength }: Exchange,
  maxBytes: number,
): Outcome | Promise<Outcome> {
  const isJson = jsonType.test(contentType);
  // Of any other type not one byte is accepted.
  const limit = isJson ? maxBytes : 0;
  const tooLarge = () => ({
    refused: isJson
      ? refusal(413, "Request body too large")
      : refusal(415, "Content-Type must be application/json"),
  });
  if (contentLength > limit) return tooLarge();
  return collect(request, limit).then((bytes) => {
    if (bytes === "gone") return { gone: true };
    return bytes === "too large" ? tooLarge() : parse(bytes);
  });
}

/** All bytes of a body. Where there are too many, Node throws away the rest as it comes. */
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too large" | "gone"> {
  return new Promise((resolve) => {
    // Middleware of the user's may have run before, and taken its time.
    if (request.readableEnded) throw new Error("The request's body was read before it came here");
    if (request.destroyed) return resolve("gone");
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      request.off("data", onData);
      chunks.length = 0;
      resolve("too large");
    };
    request.on("data", onData);
    request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // Comes after "end" too, and says nothing new then.
    request.on("close", () => resolve("gone"));
  });
}

const unreadable = () => ({ refused: problem(400, "There was an error parsing the body") });

function parse(bytes: Buffer): Outcome {
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
  const result = readRequest(value);
  return "faults" in result ? { refused: json(422, { detail: result.faults }) } : result;
}
