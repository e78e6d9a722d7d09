import { ModelException } from "../llmbrick/errors.ts";
import { words } from "./words.ts";

/** What can go wrong with a model, what clients are told of it, and whether trying again may help. */
const kinds = {
  auth: ["the server's key for the model is missing or not accepted", false],
  rate_limit: ["the model takes no more requests for now", true],
  overloaded: ["the model is overloaded", true],
  bad_request: ["the model does not accept the request", false],
  context_length: ["the conversation is too long for the model", false],
  content_filter: ["the model's provider does not allow this content", false],
  truncated: ["the model's answer was cut", true],
  timeout: ["the model took too long", true],
  unavailable: ["the model can't be reached, or its answer can't be read", true],
} as const;

export type FailureKind = keyof typeof kinds;

/** The model has failed. Clients are told the kind in every mode, and the provider's words (`cause`) in debug mode. */
export class ModelFailure extends ModelException {
  override name = "ModelFailure";
  readonly kind: FailureKind;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Seconds to wait before that, where the provider says so. */
  readonly retryAfter: number | null;

  constructor(kind: FailureKind, { cause, note, retryable, retryAfter = null }: FailureOptions = {}) {
    const [text, mayPass] = kinds[kind];
    const hint = note ?? (retryAfter === null ? undefined : `try again in ${retryAfter} s`);
    const details = { kind, retryable: retryable ?? mayPass, retryAfter };
    super([`${kind}: ${text}`, ...(hint ? [hint] : [])].join(", "), details, { cause });
    this.kind = kind;
    this.retryable = details.retryable;
    this.retryAfter = retryAfter;
  }
}

interface FailureOptions {
  cause?: unknown;
  /** Ends the message. */
  note?: string;
  retryable?: boolean;
  retryAfter?: number | null;
}

/** The key in a variable. @throws {ModelFailure} It is not set, or can be no key. */
export function keyIn(variable: string): string {
  const key = process.env[variable]?.trim();
  if (!key) throw new ModelFailure("auth", { note: `${variable} is not set` });
  if (/[^\x21-\x7e]/.test(key))
    throw new ModelFailure("auth", { note: `${variable} has a character that no key has: copy it again` });
  return key;
}

/**
 * The address in a variable, where it is set. `mayBePart`: whether it may lack its protocol, or be a port as `:11434`.
 * @throws {ModelFailure} It is none to which an SDK can append a path.
 */
export function addressIn(variable: string, { mayBePart = false } = {}): string | undefined {
  const address = process.env[variable]?.trim();
  if (!address) return undefined;
  const isPart = mayBePart && !address.includes("://");
  const whole = isPart ? `http://${address.replace(/^:/, "localhost:")}` : address;
  if (/^https?:\/\/[^@?#]+$/i.test(whole) && URL.canParse(whole)) return address;
  const note = `${variable} must be an http:// or https:// address, without user name, "?" and "#"`;
  throw new ModelFailure("unavailable", { note, retryable: false });
}

/** For the start of the server: it can do without the key, but its answers can't. */
export function warnWithout(variable: string): void {
  if (!process.env[variable]?.trim()) console.warn(words.missing(variable));
}

/** What an answer with an error's status, of which `fetchAnswer` has read what is needed, becomes. */
export async function refusalOf(response: Response): Promise<ModelFailure> {
  const { status, headers } = response;
  return failureOf(Object.assign(new Error(`${status} ${await response.text()}`), { status, headers }));
}

/** What the SDKs' errors have, and the objects that providers send in their place. */
interface Thrown {
  status?: number | string;
  status_code?: number;
  code?: number | string | null;
  type?: string | null;
  name?: string;
  message?: string;
  headers?: Headers;
  error?: unknown;
  cause?: unknown;
}

/** Puts anything that an SDK throws, or a provider sends as an error, into one of the kinds. */
export function failureOf(thrown: unknown): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown;
  const cause = thrown instanceof Error ? thrown : new Error(textOf(thrown));
  hideKeys(cause);
  const { status, status_code, code, headers } = (thrown ?? {}) as Thrown;
  // Inside a stream that began with 200, the status may stand in the error itself.
  const number = [status, status_code, code].map(Number).find((each) => each >= 300 && each < 600);
  const text = textOf(thrown);
  const seconds = secondsIn(headers, text);
  const isSpent = seconds === null && /insufficient_quota|billing|credit balance/i.test(text);
  const isMisshapen = thrown instanceof TypeError && !thrown.cause; // what `fetch` throws has a cause
  const kind = kindOf(number, text);
  return new ModelFailure(kind, {
    cause,
    retryAfter: seconds,
    // A page, a redirect or a route that is not there, or JSON of another shape: the address is wrong, and stays so.
    retryable:
      kinds[kind][1] && !isSpent && !isMisshapen && (number === undefined || number === 408 || number >= 409),
  });
}

/**
 * The JSON object of a provider's text, in a frame of this name.
 * @throws {ModelFailure} It is none, or says that the model has failed.
 */
export function chunkIn<Chunk extends object>(text: string, name = ""): Chunk {
  let chunk: unknown;
  try {
    chunk = JSON.parse(text);
  } catch {}
  if (typeof chunk !== "object" || chunk === null || Array.isArray(chunk))
    throw unreadable("No JSON object", text);
  const { error, object, type } = chunk as Record<string, unknown>;
  if (error || name === "error" || object === "error" || type === "error") throw failureOf(error || chunk);
  return chunk as Chunk;
}

/** What becomes of an answer that is none of the provider's, as this text of it: it would be the same the next time. */
export function unreadable(what: string, text = ""): ModelFailure {
  const cause = new Error(text ? `${what}: ${withoutKeys(text).slice(0, 200)}` : what);
  return new ModelFailure("unavailable", { cause, retryable: false });
}

const byStatus: Record<number, FailureKind> = {
  401: "auth",
  402: "rate_limit",
  403: "auth",
  408: "timeout",
  429: "rate_limit",
  503: "overloaded",
  504: "timeout",
  529: "overloaded",
};

/** Looked for in this order, where the status says nothing or little. */
const byWords: [RegExp, FailureKind][] = [
  [
    /context.?(length|window)|maximum context|too many tokens|prompt is too long|exceeds the maximum number of tokens/i,
    "context_length",
  ],
  [/content.?filter|content.?policy|content management|safety|prohibited_content/i, "content_filter"],
  [/rate.?limit|too many requests|quota|credit balance|resource_exhausted/i, "rate_limit"],
  [/overload|at capacity|(engine|server) (is )?busy/i, "overloaded"],
  [/api.?key|authenticat|unauthori[sz]ed|permission/i, "auth"],
  [/time(d )?.?out|deadline/i, "timeout"],
  [/Z_DATA_ERROR/, "unavailable"], // gzip that is none
  [/terminated|premature|incomplete|socket|ECONNRESET|other side closed|peer closed/i, "truncated"],
  [/invalid.?request|bad.?request|invalid_argument/i, "bad_request"],
];

function kindOf(status: number | undefined, text: string): FailureKind {
  const isPlain =
    status === undefined || status === 400 || status === 413 || status === 422 || status === 500;
  const told = isPlain ? byWords.find(([words]) => words.test(text))?.[1] : undefined;
  // Nothing is cut yet of an answer that has a status.
  if (status === 500) return told && told !== "truncated" ? told : "unavailable";
  if (status === undefined) return told ?? "unavailable";
  if (told === "context_length" || told === "content_filter") return told;
  if (status === 400 && (told === "auth" || told === "rate_limit")) return told;
  return (
    byStatus[status] ??
    (status === 413
      ? "context_length"
      : status < 400 || status >= 500 || status === 404
        ? "unavailable"
        : "bad_request")
  );
}

/** All that an error says of itself: its own words, its body's, and its causes'. */
function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) {
    return withoutKeys(typeof thrown === "string" ? thrown : String(JSON.stringify(thrown))).slice(0, 4_000);
  }
  const { name, message, code, type, status, error, cause } = thrown as Thrown;
  const words = [name, message, code, type, typeof status === "string" ? status : ""].filter(Boolean);
  if (error) words.push(typeof error === "string" ? error : JSON.stringify(error));
  return [...words, ...(cause ? [textOf(cause)] : [])].join(" ").slice(0, 4_000);
}

/** Seconds of a Retry-After header, which may be a date, or of Google's RetryInfo. */
function secondsIn(headers: Headers | undefined, text: string): number | null {
  const told =
    (typeof headers?.get === "function" && headers.get("retry-after")) ||
    /"retryDelay": ?"([\d.]+)s"/.exec(text)?.[1];
  if (!told) return null;
  if (/^\d{1,9}(\.\d+)?$/.test(told)) return Math.ceil(Number(told));
  const wait = told.endsWith("GMT") ? (Date.parse(told) - Date.now()) / 1000 : -1;
  return wait >= 0 ? Math.ceil(wait) : null;
}

/**
 * Providers repeat a key that they refuse: it belongs in no log. One that is shorter than 8 characters is no secret.
 * Before a text is cut: half a key would not be found.
 */
export function withoutKeys(text: string): string {
  return Object.entries(process.env)
    .filter(([name, value = ""]) => /_(API_KEY|TOKEN)$/.test(name) && value.trim().length >= 8)
    .reduce((rest, [, value = ""]) => rest.replaceAll(value.trim(), "…"), text);
}

function hideKeys(error: unknown): void {
  for (let each = error; each instanceof Error; each = each.cause) {
    const message = withoutKeys(each.message);
    // Of some errors it can't be written.
    if (message !== each.message) each.message = message;
  }
}
