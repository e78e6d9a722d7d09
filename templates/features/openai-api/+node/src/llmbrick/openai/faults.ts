import { LLMBrickException, ValidationException } from "../errors.ts";
import { json, type PlainReply } from "../http/reply.ts";
import { isInstance } from "../log/describe.ts";
import { quote } from "../log/text.ts";
import type { Failure } from "../stream/codec.ts";
import type { ErrorObject } from "./types.ts";

/** What is wrong with a request, for its client. */
export class Fault extends ValidationException {
  override name = "Fault";
  readonly status: number;
  readonly param: string | null;
  readonly errorCode: string | null;

  constructor(
    message: string,
    param: string | null = null,
    { status = 400, errorCode = null }: { status?: number; errorCode?: string | null } = {},
  ) {
    super(message);
    this.status = status;
    this.param = param;
    this.errorCode = errorCode;
  }
}

/** The fault of a request that names a model which is not allowed. */
export const noSuchModel = (name: string, allowed: readonly string[]) =>
  new Fault(
    `The model ${JSON.stringify(quote(name))} does not exist here. Allowed: ${allowed.join(", ")}`,
    "model",
    {
      status: 404,
      errorCode: "model_not_found",
    },
  );

export const refusalFor = ({ status, message, param, errorCode }: Fault): PlainReply =>
  refuse(status, { message, param, code: errorCode });

/** The status of each kind in which a `ModelException` says that the model has failed. */
const statuses: Record<string, number> = {
  rate_limit: 429,
  overloaded: 503,
  bad_request: 400,
  context_length: 400,
  content_filter: 400,
  auth: 500,
  truncated: 502,
  timeout: 504,
  unavailable: 502,
};
/** Where clients know another word for it. */
const codes: Record<string, string> = {
  rate_limit: "rate_limit_exceeded",
  context_length: "context_length_exceeded",
};
/** The status of a stream that ends before its handler does. */
const endings: Partial<Record<Failure["ending"], number>> = { invalid: 400, timeout: 504, shutdown: 503 };

/** An answer that failed before anything of it was sent. */
export function refusalOf(failure: Failure): PlainReply {
  const { error, status, details } = explain(failure);
  const retry: Retry = { after: details.retryAfter };
  // What is not our own knows whether to ask again may help.
  if (failure.ending === "error") retry.mayHelp = details.retryable === true;
  return refuse(status, error, retry);
}

/** The same, where something was sent. */
export const errorOf = (failure: Failure): ErrorObject => {
  const { error, status } = explain(failure);
  return { type: typeOf(status), ...error };
};

interface Details {
  kind?: string;
  retryable?: boolean;
  /** Seconds. */
  retryAfter?: number | null;
}

interface Explained {
  status: number;
  error: Omit<ErrorObject, "type">;
  details: Details;
}

function explain({ ending, details: text, thrown }: Failure): Explained {
  const message = text.replace(/^\[\d+\] /, "");
  if (isInstance(thrown, Fault) && (thrown.errorCode !== null || message === thrown.message)) {
    const { status, param, errorCode } = thrown;
    return { status, error: { message: thrown.message, param, code: errorCode }, details: {} };
  }
  const details = Object(isInstance(thrown, LLMBrickException) ? thrown.details : undefined) as Details;
  const { kind = "" } = ending === "error" ? details : {};
  const status = endings[ending] ?? statuses[kind] ?? 500;
  const code = ending === "timeout" ? "timeout" : (codes[kind] ?? (kind || null));
  return { status, error: { message, param: null, code }, details };
}

/** Puts a refusal of the server's own into OpenAI's form. */
export function inOpenAiForm({ status, headers, body }: PlainReply): PlainReply {
  const content = JSON.parse(body.toString());
  if ("error" in content) return { status, headers, body };
  const { detail } = content;
  if (Array.isArray(detail)) {
    // The body is empty, or no JSON from there on.
    const { msg, loc } = detail[0];
    const message = loc.length > 1 ? `${msg} at character ${loc[1]}` : "The body must be a JSON object";
    return refuse(400, { message, param: null, code: null });
  }
  const code = status === 401 ? "invalid_api_key" : null;
  return refuse(status, { message: detail.error ?? detail, param: null, code }, {}, headers);
}

/** Whether the same request may do better, and after how many seconds: the SDKs go by it. */
interface Retry {
  mayHelp?: boolean;
  after?: number | null | undefined;
}

function refuse(
  status: number,
  error: Omit<ErrorObject, "type">,
  { mayHelp = [429, 503, 504].includes(status), after }: Retry = {},
  headers: Record<string, string> = {},
): PlainReply {
  const wait = after ?? (status === 429 || status === 503 ? 1 : undefined);
  return json(
    status,
    { error: { message: error.message, type: typeOf(status), param: error.param, code: error.code } },
    {
      ...(wait !== undefined && { "Retry-After": String(wait) }),
      ...((status === 429 || status >= 500) && { "X-Should-Retry": String(mayHelp) }),
      ...headers,
    },
  );
}

function typeOf(status: number): string {
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
