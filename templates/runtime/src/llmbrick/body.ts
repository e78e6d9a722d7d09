import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { errorPosition, isDeeperThan } from "./json.ts";
import { json, type PlainReply, problem, refusal } from "./reply.ts";
import { fault, readRequest } from "./request.ts";
import type { ConversationRequest } from "./types.ts";

const maxDepth = 64;
const jsonType = /^(application\/|[\w.-]+\/[\w.-]+\+)json\s*(;|$)/i;

type Outcome = { request: ConversationRequest } | { refused: PlainReply } | { gone: true };

/** Reads and checks a request's body, in the protocol's order of checks. `gone`: the client left before its end. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Outcome> {
  const isJson = jsonType.test(request.headers["content-type"] ?? "");
  const tooLarge = isJson
    ? refusal(413, "Request body too large")
    : refusal(415, "Content-Type must be application/json");

  // Of any other type not one byte is accepted.
  const bytes = await collect(request, isJson ? maxBytes : 0);
  if (bytes === "too large") return { refused: tooLarge };
  if (bytes === "gone") return { gone: true };
  return parse(bytes);
}

/** All bytes of a body. Stops listening, and lets Node throw the rest away, as soon as there are too many. */
function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | "too large" | "gone"> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve("too large");

  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (outcome: Buffer | "too large" | "gone") => {
      request.off("data", onData).off("end", onEnd).off("close", onGone);
      resolve(outcome);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) settle("too large");
      else chunks.push(chunk);
    };
    const onEnd = () => settle(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    const onGone = () => settle("gone");
    request.on("data", onData).on("end", onEnd).on("close", onGone).on("error", onGone);
  });
}

function parse(bytes: Buffer): Outcome {
  if (bytes.length === 0) return { refused: json(422, { detail: [fault("missing")] }) };
  const unreadable = { refused: problem(400, "There was an error parsing the body") };
  if (!isUtf8(bytes)) return unreadable;
  const text = bytes.toString().replace(/^\ufeff/, "");
  if (isDeeperThan(maxDepth, text)) return unreadable;

  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: json(422, { detail: [fault("json_invalid", errorPosition(text))] }) };
  }
  const result = readRequest(value);
  return "faults" in result ? { refused: json(422, { detail: result.faults }) } : result;
}
