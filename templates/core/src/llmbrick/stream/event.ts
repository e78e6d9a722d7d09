import { inspect, types } from "node:util";
import { isInstance, messageOf } from "../log/describe.ts";
import { unicodeEscape } from "../log/text.ts";

/** Thrown for an event that the protocol has no frame for. The message says what is wrong. */
export class InvalidEvent extends Error {
  override name = "InvalidEvent";
}

export const eventKeys = new Set(["id", "type", "model", "text", "progress", "context", "metadata"]);
const contextKeys = new Set(["conversationId", "cursor"]);

/**
 * The frame of one event: all keys, in the protocol's order, null where not given.
 * @throws {InvalidEvent} whatever is wrong: an event may be an object that throws when it is read.
 */
export function messageFrame(event: unknown): string {
  try {
    return frameOf(event);
  } catch (error) {
    throw isInstance(error, InvalidEvent)
      ? error
      : new InvalidEvent(`Event can't be read: ${messageOf(error)}`);
  }
}

/** Written out by hand because this runs for every event; `JSON.stringify` of the whole takes twice as long. */
function frameOf(event: unknown): string {
  if (typeof event !== "object" || event === null) throw new InvalidEvent("Event must be an object");
  for (const key in event) {
    if (!eventKeys.has(key)) throw new InvalidEvent(`Event.${key} is not a field of an event`);
  }
  const { id, type, model, text, progress, context, metadata } = event as Record<string, unknown>;
  return `event: message\ndata: {"id":"${required("id", id)}",${kind(type, model)},"text":${optional("text", text)},${ending(progress, context, metadata)}\n\n`;
}

/** The last frame of a stream that failed. */
export function errorFrame(error: string, details: string = error): string {
  return `event: error\ndata: ${onOneLine(JSON.stringify({ error, details }))}\n\n`;
}

/** To the standard these end no line, but to some clients, such as Python's `splitlines`. */
const otherLineEnds = /[\u0085\u2028\u2029]/g;

/** JSON in which no client sees a line end. */
export function onOneLine(json: string): string {
  return json.replace(otherLineEnds, unicodeEscape);
}

const needsEscape = /["\\\u0000-\u001f\u0085\u2028\u2029\ud800-\udfff]/;

/** A text as it stands between the quotes of JSON. */
export function escaped(text: string): string {
  return needsEscape.test(text) ? onOneLine(JSON.stringify(text)).slice(1, -1) : text;
}

function required(key: string, value: unknown): string {
  if (value === undefined || value === null || value === "")
    throw new InvalidEvent(`Event.${key} is required`);
  if (typeof value !== "string") throw new InvalidEvent(`Event.${key} must be a string`);
  return escaped(value);
}

function optional(key: string, value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (typeof value !== "string") throw new InvalidEvent(`Event.${key} must be a string`);
  return `"${escaped(value)}"`;
}

let lastType: unknown;
let lastModel: unknown;
let lastKind = "";

/** Type and model: hardly an answer changes them, so they are checked and written once for many events. */
function kind(type: unknown, model: unknown): string {
  if (type !== lastType || model !== lastModel || lastKind === "") {
    lastKind = `"type":"${required("type", type)}","model":${optional("model", model)}`;
    lastType = type;
    lastModel = model;
  }
  return lastKind;
}

const plainEndings = new Map<unknown, string>(
  ["IN_PROGRESS", "DONE", "ERROR"].map((progress) => [
    progress,
    `"progress":"${progress}","context":null,"metadata":null}`,
  ]),
);

function ending(progress: unknown, context: unknown, metadata: unknown): string {
  const plain = plainEndings.get(progress);
  if (plain === undefined) throw new InvalidEvent(progressFault(progress));
  // What nearly every event has.
  if ((context ?? metadata ?? null) === null) return plain;
  return `"progress":"${progress}","context":${contextJson(context)},"metadata":${metadataJson(metadata)}}`;
}

function progressFault(value: unknown): string {
  if (value === undefined || value === null || value === "") return "Event.progress is required";
  if (typeof value !== "string") return "Event.progress must be a string";
  return `Invalid progress value: ${value}`;
}

function contextJson(context: unknown): string {
  if (context === undefined || context === null) return "null";
  const { conversationId, cursor } = checkedObject("context", context);
  for (const key in context as object) {
    if (!contextKeys.has(key)) throw new InvalidEvent(`Event.context.${key} is not a field of a context`);
  }
  return `{"conversationId":${optional("context.conversationId", conversationId)},"cursor":${optional("context.cursor", cursor)}}`;
}

function metadataJson(metadata: unknown): string {
  if (metadata === undefined || metadata === null) return "null";
  checkedObject("metadata", metadata);
  try {
    const { searchResults = null, attachments = null, ...others } = metadata as Record<string, unknown>;
    // JSON.stringify would call it, and send what it returns in place of all fields.
    if (typeof others.toJSON === "function") throw new TypeError('"toJSON" is a function');
    return onOneLine(JSON.stringify({ searchResults, attachments, ...others }, refuseWhatJsonLoses));
  } catch (error) {
    throw new InvalidEvent(`Event.metadata can't be written as JSON: ${messageOf(error)}`);
  }
}

function checkedObject(key: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new InvalidEvent(`Event.${key} must be an object`);
}

/** JSON.stringify leaves these out, or turns them to null or {}, without a word. */
function refuseWhatJsonLoses(this: Record<string, unknown>, key: string, value: unknown): unknown {
  // As it was before its toJSON, which makes nothing of an invalid Date.
  const given = this[key];
  const lost =
    typeof value === "function" ||
    typeof value === "symbol" ||
    (typeof value === "number" && !Number.isFinite(value)) ||
    ((value ?? null) === null && (given ?? null) !== null) ||
    types.isMap(value) ||
    types.isSet(value);
  if (lost) throw new TypeError(`"${key}" is no value of JSON: ${inspect(given, { depth: -1 })}`);
  return value;
}
