import type { Message } from "./llmbrick/types.ts";

export interface AskOptions {
  /** Ends the request: pass the handler's own. */
  signal?: AbortSignal;
  /** The id of the last piece that you have: the model goes on behind it. */
  after?: string;
  /** The key to send. */
  key?: string;
}

/** A part of the model's answer. */
export interface Piece {
  id: string;
  text: string;
}

/** The toy model has refused, or its answer broke off. */
export class ToyModelError extends Error {
  override name = "ToyModelError";
  /** The HTTP status of a refusal; `undefined` where the answer broke off. */
  readonly status: number | undefined;
  /** Seconds, where the model says when to ask again. */
  readonly retryAfter: number | undefined;

  constructor(message: string, status?: number, retryAfter?: number) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * Asks the toy model of the lessons, and gives its answer text by text. It speaks OpenAI's API at `OPENAI_BASE_URL`,
 * which the lessons' runner sets.
 * @throws {ToyModelError} see there
 */
export async function* ask(messages: Message[], options: AskOptions = {}): AsyncGenerator<string> {
  for await (const { text } of pieces(messages, options)) yield text;
}

/** The same with the id of each piece. */
export async function* pieces(messages: Message[], options: AskOptions = {}): AsyncGenerator<Piece> {
  const { signal, after, key } = options;
  const url = process.env.OPENAI_BASE_URL;
  if (!url) throw new ToyModelError("There is no toy model: the lessons' runner starts it");
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      ...(after !== undefined && { "Last-Event-ID": after }),
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ model: "toy", messages, stream: true }),
    signal: signal ?? null,
  });
  if (!response.ok) {
    const { error } = (await response.json()) as { error: { message: string } };
    throw new ToyModelError(error.message, response.status, Number(response.headers.get("Retry-After")));
  }
  yield* piecesOf(response, signal);
}

/**
 * The pieces in what the toy model has sent, up to the mark of the answer's end.
 * @throws {ToyModelError} where it breaks off before
 */
export async function* piecesOf({ body }: Response, signal?: AbortSignal): AsyncGenerator<Piece> {
  let id = "";
  for await (const line of linesOf(body, signal)) {
    if (line.startsWith("id: ")) id = line.slice(4);
    if (line === "data: [DONE]") return;
    const text = line.startsWith("data: ") && JSON.parse(line.slice(6)).choices[0]?.delta?.content;
    if (text) yield { id, text };
  }
  throw new ToyModelError("The model's answer broke off");
}

/** The lines of a body, to its end or to where its connection breaks. */
async function* linesOf(body: Response["body"], signal?: AbortSignal): AsyncGenerator<string> {
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: "" }));
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop() as string;
      yield* lines;
    }
    signal?.throwIfAborted();
  } finally {
    reader.cancel().catch(() => {});
  }
}
