export interface ReconnectOptions {
  /** Another `fetch`, such as a test's. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds between two attempts, at most: 10,000. The first comes within half a second. */
  longestPause?: number;
  /** Attempts in a row, without an event in between, after which it gives up: 20. */
  attempts?: number;
  /** Milliseconds without a byte after which a connection counts as lost: 45,000, three of the server's heartbeats. */
  silence?: number;
  /** Told of each attempt: which one in a row it is, the pause before it, and the last event that has come. */
  onReconnect?: (attempt: { number: number; pause: number; after: number }) => void;
}

/** UTF-16 units that are held of a frame and what comes along with it: twice what `chat` takes of one. */
const longestFrame = 32 * 1024 * 1024;

/**
 * A `fetch` whose answers survive a lost connection: `chat({ …, fetch: new Reconnecting().fetch })`. It takes up an
 * answer behind the last event that has come, so that none is missing and none comes twice. What refuses to be taken up,
 * such as an answer that is no longer kept, is an error of the body.
 */
export class Reconnecting {
  readonly #options: Required<ReconnectOptions>;
  #connection: AbortController | undefined;
  /** Ends the last answer on the server. */
  #cancel: () => Promise<unknown> = async () => {};

  constructor(options: ReconnectOptions = {}) {
    this.#options = {
      fetch: (...request) => globalThis.fetch(...request),
      longestPause: 10_000,
      attempts: 20,
      silence: 45_000,
      onReconnect: () => {},
      ...options,
    };
  }

  /** Breaks the connection, as a lost network does. */
  cut(): void {
    this.#connection?.abort(new Error("The connection was cut"));
  }

  /**
   * Ends the answer on the server at once: without this, an answer that nobody reads goes on for a while, since its
   * client may come back.
   */
  async cancel(): Promise<void> {
    await this.#cancel();
  }

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input);
    const headers = new Headers(init.headers);
    // By this, the server knows a request that comes twice: the model is asked once.
    if (!headers.has("Idempotency-Key")) headers.set("Idempotency-Key", randomId());
    // Leaving the body ends all that goes on for it.
    const left = new AbortController();
    const signal = init.signal ? AbortSignal.any([init.signal, left.signal]) : left.signal;
    const sent = { ...init, headers, signal };
    const first = await this.#insist({ after: 0, signal }, () => this.#connect(input, sent));
    const id = first.headers.get("X-Answer-Id");
    if (!first.ok || !id) return first;

    const back = new Headers({ Accept: "text/event-stream", "X-Session-Id": sessionIn(init.body) });
    const authorization = headers.get("Authorization");
    if (authorization) back.set("Authorization", authorization);
    const address = addressOf(url, id);
    this.#cancel = () => this.#options.fetch(address, { method: "DELETE", headers: back });
    const again = (after: number) => {
      const seen = new Headers(back);
      seen.set("Last-Event-ID", String(after));
      return this.#connect(address, { headers: seen, signal });
    };
    return new Response(streamOf(this.#frames(first, again, signal), left), first);
  };

  /** The frames of an answer, each whole, over as many connections as it takes. */
  async *#frames(
    first: Response,
    again: (after: number) => Promise<Response>,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, void> {
    let response = first;
    let after = 0;
    let failures = 0;
    for (;;) {
      try {
        for await (const frame of this.#framesOf(response)) {
          yield frame;
          const id = /^id: (\d+)$/m.exec(frame)?.[1];
          if (id === undefined) continue;
          after = Number(id);
          failures = 0;
          if (isLast(frame)) return;
        }
      } catch (error) {
        // Whatever broke it: the server knows the rest.
        signal.throwIfAborted();
        if (failures >= this.#options.attempts) throw error;
      }
      if (failures >= this.#options.attempts) throw new Error("The answer breaks off at each attempt");
      response = await this.#insist({ after, signal, failures: ++failures }, () => again(after));
      if (response.status === 204) return;
      if (!response.ok)
        throw new Error(`The answer can't be taken up again: the server answers ${response.status}`);
    }
  }

  /** Reads one connection. What is not whole at its end is left out. */
  async *#framesOf(response: Response): AsyncGenerator<string, void, void> {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const connection = this.#connection;
    const decoder = new TextDecoder();
    let begun: string[] = []; // of the frame that is not whole yet
    let length = 0;
    try {
      for (;;) {
        const timer = setTimeout(() => connection?.abort(new Error("Silence")), this.#options.silence);
        const { done, value } = await reader.read().finally(() => clearTimeout(timer));
        if (done) return;
        const piece = decoder.decode(value, { stream: true });
        const hasEnd = `${begun.at(-1)?.at(-1) ?? ""}${piece}`.includes("\n\n");
        begun.push(piece);
        length += piece.length;
        if (length > longestFrame) throw new Error("A frame of the answer has no end");
        if (!hasEnd) continue;
        const frames = begun.join("").split("\n\n");
        begun = [frames.pop() as string];
        length = begun.join("").length;
        for (const frame of frames) yield `${frame}\n\n`;
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  async #connect(
    input: string | URL | Request,
    init: RequestInit & { signal: AbortSignal },
  ): Promise<Response> {
    const connection = new AbortController();
    this.#connection = connection;
    const signal = AbortSignal.any([init.signal, connection.signal]);
    return this.#options.fetch(input, { ...init, signal });
  }

  /** Tries until the server answers something that it means, with a growing, random pause. */
  async #insist(
    { after, signal, failures = 0 }: { after: number; signal: AbortSignal; failures?: number },
    attempt: () => Promise<Response>,
  ): Promise<Response> {
    const { attempts, longestPause, onReconnect } = this.#options;
    for (let number = failures; ; number++) {
      if (number > 0) {
        const pause = Math.random() * Math.min(longestPause, 250 * 2 ** number);
        onReconnect({ number, pause, after });
        await waitFor(pause, signal);
      }
      try {
        const response = await attempt();
        const isPassing = [502, 504].includes(response.status) || (after + failures > 0 && isBusy(response));
        if (!isPassing || number >= attempts) return response;
        response.body?.cancel().catch(() => {});
      } catch (error) {
        signal.throwIfAborted();
        if (number >= attempts) throw error;
      }
    }
  }
}

/** A server that is shutting down, or whose Redis is away: another one may know the answer, or the same one soon. */
const isBusy = ({ status }: Response) => status === 503 || status === 429;

/** Whether nothing comes after a frame. */
function isLast(frame: string): boolean {
  if (/^event: error$/m.test(frame)) return true;
  // Nearly no frame has these words, and the text of an answer may have them, too.
  if (!/"(DONE|ERROR)"/.test(frame)) return false;
  const { progress } = JSON.parse(frame.slice(frame.indexOf("data: ") + 6));
  return progress === "DONE" || progress === "ERROR";
}

/** The session that a request is for: where there are no keys, an answer belongs to it. */
function sessionIn(body: RequestInit["body"]): string {
  const { sessionId, session_id = sessionId } = typeof body === "string" ? JSON.parse(body) : {};
  return typeof session_id === "string" ? session_id : "";
}

/** The address of an answer: below the endpoint's, with the same query. */
const addressOf = (url: string, id: string) =>
  url.replace(/(#.*)?$/s, "").replace(/(\?.*)?$/s, (query) => `/${id}${query}`);

/** `crypto.randomUUID` is missing on pages that came by plain HTTP from another machine. */
const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
}

/** Frames as the body of a response. `left`: aborted when nobody wants the rest. */
function streamOf(
  frames: AsyncGenerator<string, void, void>,
  left: AbortController,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await frames.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel() {
      left.abort();
    },
  });
}
