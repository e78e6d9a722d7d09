/** A whole reply as a value. */
export interface PlainReply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** A JSON reply, in one piece. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): PlainReply {
  return { status, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** A refusal whose detail is an object: `{"detail":{"error":…}}`. */
export function refusal(status: number, error: string, headers?: Record<string, string>): PlainReply {
  return json(status, { detail: { error } }, headers);
}

/** A refusal whose detail is a text, as FastAPI gives it for a route: `{"detail":…}`. */
export function problem(status: number, detail: string, headers?: Record<string, string>): PlainReply {
  return json(status, { detail }, headers);
}
