import type { ConversationRequest, Message } from "./types.ts";

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
type FaultType = keyof typeof messages;

export function fault(type: FaultType, ...loc: (string | number)[]): Fault {
  return { type, loc: ["body", ...loc], msg: messages[type] };
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

/** Digits may be grouped by single underscores, as in Python. */
const grouped = /^(?!_)(?!.*__).*(?<!_)$/s;
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const notFinite = /^([+-]?)(inf|infinity|nan)$/i;
const whole = /^[+-]?\d+(_\d+)*(\.0+)?$/;

const number: Reader = (value) => {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return new Wrong("float_type");
  const text = value.trim();
  const digits = grouped.test(text) ? text.replaceAll("_", "") : text;
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
 * Returns the request, or every fault: fields in the schema's order, then unknown keys as they were sent.
 */
export function readRequest(body: unknown): { request: ConversationRequest } | { faults: Fault[] } {
  if (!isObject(body)) return { faults: [fault("model_attributes_type")] };

  const faults: Fault[] = [];
  const request: Record<string, unknown> = {};
  const known: string[] = [];
  for (const { name, snakeCase, read, fallback } of fields) {
    const key = name in body || !(snakeCase in body) ? name : snakeCase;
    const given = body[key];
    if (given === undefined) {
      if (fallback === undefined) faults.push(fault("missing", name));
      request[name] = fallback;
      continue;
    }
    known.push(key);
    const value = read(given);
    if (value instanceof Wrong) faults.push(fault(value.type, key));
    else request[name] = name === "messages" ? readMessages(value as unknown[], faults) : value;
  }
  const keys = Object.keys(body);
  if (keys.length > known.length) {
    for (const key of keys) if (!known.includes(key)) faults.push(fault("extra_forbidden", key));
  }
  return faults.length > 0 ? { faults } : { request: request as unknown as ConversationRequest };
}

function readMessages(list: unknown[], faults: Fault[]): Message[] {
  return list.map((message, index) => {
    if (!isObject(message)) {
      faults.push(fault("model_attributes_type", "messages", index));
      return message as unknown as Message;
    }
    for (const key of ["role", "content"]) {
      if (!Object.hasOwn(message, key)) faults.push(fault("missing", "messages", index, key));
      else if (typeof message[key] !== "string") faults.push(fault("string_type", "messages", index, key));
    }
    for (const key of Object.keys(message)) {
      if (key !== "role" && key !== "content") faults.push(fault("extra_forbidden", "messages", index, key));
    }
    return message as unknown as Message;
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
