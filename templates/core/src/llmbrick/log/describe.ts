import { types } from "node:util";

// What is thrown need not be an error, and an error may lie: its getters and methods run code of its own, and its
// further properties hold what nobody wants in a log, such as a request's headers. So it is put into words here,
// from its name, message, stack and causes alone, and nothing that it does while it is read does any harm.

/** UTF-16 units of one message, and of one stack. */
const longest = 4_000;
/** Errors that are described together: the one that was thrown, its causes, and those that it gathers. */
const most = 8;

/** Whether a value is of a class. A proxy may throw when it is asked. */
export function isInstance<T>(value: unknown, type: abstract new (...args: never[]) => T): value is T {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}

/** Whether a value is an error, of this realm or another. */
export const isError = (value: unknown): value is Error =>
  types.isNativeError(value) || isInstance(value, Error);

/** What a value has under a name; `undefined` where it throws when it is asked. */
export function read(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/** The message of anything that was thrown, cut where it is very long. */
export function messageOf(thrown: unknown): string {
  const message = isObject(thrown) ? (read(thrown, "message") ?? {}) : thrown;
  return withoutCredentials(cut(isObject(message) ? "An error without a message" : String(message)));
}

/** Anything that was thrown: name, message, stack, and then its causes and the errors that it gathers. */
export function describeError(thrown: unknown): string {
  const errors = new Set([thrown]);
  const texts: string[] = [];
  // A set is walked to the end that it has by then, and holds an error that is its own cause once.
  for (const error of errors) {
    texts.push(describeOne(error));
    for (const inner of causesOf(error)) if (errors.size < most) errors.add(inner);
  }
  return texts.join("\nCaused by: ");
}

function describeOne(thrown: unknown): string {
  if (!isObject(thrown)) return messageOf(thrown);
  const stack = textAt(thrown, "stack") ?? "";
  const start = stack.indexOf("\n    at ");
  return `${nameOf(thrown)}: ${messageOf(thrown)}${start < 0 ? "" : cut(stack.slice(start))}`;
}

/** Many classes of errors leave the name as it is: then their own says more. */
function nameOf(thrown: unknown): string {
  const name = textAt(thrown, "name") || "Error";
  const own = name === "Error" && textAt(read(thrown, "constructor"), "name");
  return cut(own || name);
}

/** A cause may be a plain value. Other objects are data, which may be anybody's. */
function causesOf(error: unknown): unknown[] {
  const cause = read(error, "cause");
  const gathered = read(error, "errors");
  const errors = Array.from({ length: most }, (_, index) => read(gathered, String(index))).filter(isError);
  const isTelling = isError(cause) || (!isObject(cause) && cause !== undefined && cause !== null);
  return isTelling ? [cause, ...errors] : errors;
}

const isObject = (value: unknown): boolean =>
  (typeof value === "object" && value !== null) || typeof value === "function";

/** A text that a value has under a name. */
export function textAt(value: unknown, key: string): string | undefined {
  const text = read(value, key);
  return typeof text === "string" ? text : undefined;
}

const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Node and others quote a header, or an address, that they can't use: in the message is the key then. */
function withoutCredentials(text: string): string {
  return text.replace(/\b(Bearer |Basic |sk-)[^\s"']+|(?<=:\/\/)[^\s"'/]+(?=@)/gi, "$1…");
}
