import { quote } from "../log/text.ts";
import type { ConversationRequest } from "../types.ts";

/** One fault of a request's body, in the form that FastAPI and Pydantic give it. */
export interface Fault {
  type: string;
  /** The way to the fault: "body", then keys and indexes. */
  loc: (string | number)[];
  msg: string;
}

const messages = {
  missing: "Field required",
  extra_forbidden: "Extra inputs are not permitted",
  json_invalid: "JSON decode error",
  string_type: "Input should be a valid string",
  list_type: "Input should be a valid list",
  model_attributes_type: "Input should be a valid dictionary or object to extract fields from",
  bool_parsing: "Input should be a valid boolean, unable to interpret input",
  bool_type: "Input should be a valid boolean",
  float_parsing: "Input should be a valid number, unable to parse string as a number",
  float_type: "Input should be a valid number",
  int_parsing: "Input should be a valid integer, unable to parse string as an integer",
  int_type: "Input should be a valid integer",
  int_from_float: "Input should be a valid integer, got a number with a fractional part",
};
/** Faults that are listed; how many more there are is said in one line. */
const maxFaults = 20;
type FaultType = keyof typeof messages;

export function fault(type: FaultType, ...loc: (string | number)[]): Fault {
  return {
    type,
    loc: ["body", ...loc.map((name) => (typeof name === "string" ? quote(name) : name))],
    msg: messages[type],
  };
}

/** The faults of one request. An answer that lists them all could be many times as long as the request. */
class FaultList {
  readonly #faults: Fault[] = [];
  #more = 0;

  add(type: FaultType, ...loc: (string | number)[]): void {
    if (this.#faults.length < maxFaults) this.#faults.push(fault(type, ...loc));
    else this.#more++;
  }

  all(): Fault[] {
    if (this.#more === 0) return this.#faults;
    const rest: Fault = {
      type: "too_many_faults",
      loc: ["body"],
      msg: `${this.#more} more faults are not listed`,
    };
    return [...this.#faults, rest];
  }
}

/** What a reader returns for a value that is not of its type. */
class Wrong {
  type: FaultType;

  constructor(type: FaultType) {
    this.type = type;
  }
}

/** Turns a JSON value into a field's value. */
type Reader = (value: unknown) => unknown;

const string: Reader = (value) => (typeof value === "string" ? value : new Wrong("string_type"));
const array: Reader = (value) => (Array.isArray(value) ? value : new Wrong("list_type"));
const anything: Reader = (value) => value;
const orNull =
  (reader: Reader): Reader =>
  (value) =>
    value === null ? null : reader(value);

const yes = new Set(["true", "1", "yes", "y", "on", "t"]);
const no = new Set(["false", "0", "no", "n", "off", "f"]);

const boolean: Reader = (value) => {
  if (typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== "string") return new Wrong(Number.isSafeInteger(value) ? "bool_parsing" : "bool_type");
  const word = value.toLowerCase();
  return yes.has(word) || (no.has(word) ? false : new Wrong("bool_parsing"));
};

/** Digits may be grouped by single underscores, as in Python: these are not. */
const misgrouped = /^_|__|_$/;
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const notFinite = /^([+-]?)(inf|infinity|nan)$/i;
const whole = /^[+-]?\d+(_\d+)*(\.0+)?$/;

const number: Reader = (value) => {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return new Wrong("float_type");
  const text = value.trim();
  const digits = misgrouped.test(text) ? text : text.replaceAll("_", "");
  if (decimal.test(digits)) return Number(digits);
  const [, sign, word] = notFinite.exec(text) ?? [];
  if (word === undefined) return new Wrong("float_parsing");
  return word.toLowerCase() === "nan" ? Number.NaN : Number(`${sign}Infinity`);
};

const integer: Reader = (value) => {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "string") {
    const text = value.trim();
    const result = whole.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    return Number.isFinite(result) ? result : new Wrong("int_parsing");
  }
  if (typeof value !== "number") return new Wrong("int_type");
  return Number.isInteger(value) ? value : new Wrong("int_from_float");
};

interface Field {
  name: keyof ConversationRequest;
  snakeCase: string;
  read: Reader;
  /** The value where the client gave none; without it the field is required. */
  fallback?: unknown;
}

const field = (name: keyof ConversationRequest, read: Reader, fallback?: unknown): Field => ({
  name,
  snakeCase: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  read,
  fallback,
});

/** The fields of a request, in the order in which their faults are listed. */
const fields: Field[] = [
  field("model", string),
  field("messages", array),
  field("stream", boolean, true),
  field("clientId", orNull(string), null),
  field("sessionId", string),
  field("temperature", orNull(number), null),
  field("maxTokens", orNull(integer), null),
  field("tools", orNull(array), null),
  field("toolChoice", anything, null),
  field("sourceLanguage", orNull(string), null),
];

/**
 * Checks a parsed body against the protocol's schema.
 * Returns the request, or its faults: fields in the schema's order, then unknown keys as they were sent.
 * Of the messages, one more than `maxMessages` is looked at: the business rules refuse a request that has it.
 */
export function readRequest(
  body: unknown,
  maxMessages: number,
): { request: ConversationRequest } | { faults: Fault[] } {
  if (!isObject(body)) return { faults: [fault("model_attributes_type")] };

  const faults = new FaultList();
  const request: Record<string, unknown> = {};
  const known: string[] = [];
  for (const { name, snakeCase, read, fallback } of fields) {
    const key = name in body || !(snakeCase in body) ? name : snakeCase;
    const given = body[key];
    if (given === undefined) {
      if (fallback === undefined) faults.add("missing", name);
      request[name] = fallback;
      continue;
    }
    known.push(key);
    const value = read(given);
    if (value instanceof Wrong) faults.add(value.type, key);
    else request[name] = value;
    if (name === "messages" && Array.isArray(value)) checkMessages(value.slice(0, maxMessages + 1), faults);
  }
  const keys = Object.keys(body);
  if (keys.length > known.length) {
    for (const key of keys) if (!known.includes(key)) faults.add("extra_forbidden", key);
  }
  const found = faults.all();
  return found.length > 0 ? { faults: found } : { request: request as unknown as ConversationRequest };
}

function checkMessages(list: unknown[], faults: FaultList): void {
  for (const [index, message] of list.entries()) {
    if (!isObject(message)) {
      faults.add("model_attributes_type", "messages", index);
      continue;
    }
    for (const key of ["role", "content"]) {
      if (!Object.hasOwn(message, key)) faults.add("missing", "messages", index, key);
      else if (typeof message[key] !== "string") faults.add("string_type", "messages", index, key);
    }
    for (const key of Object.keys(message)) {
      if (key !== "role" && key !== "content") faults.add("extra_forbidden", "messages", index, key);
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
