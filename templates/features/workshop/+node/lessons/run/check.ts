import { Client, END } from "./client.ts";
import type { Check, Failure, Result, Step } from "./format.ts";
import { mismatch } from "./match.ts";
import { type Asked, ToyModel } from "./model.ts";
import { Queue } from "./queue.ts";

/** A server that runs, for the checks that need it. */
export interface Running {
  /** The address of its endpoint. */
  url: string;
  stop(): void | Promise<void>;
}

/** Starts the server with these variables. Rejects, with what it has said, where it does not start. */
export type Start = (env: Record<string, string>) => Promise<Running>;

/**
 * Plays a lesson's checks one after the other, up to the first that fails. `patience`: seconds to wait for what must
 * come; nothing else goes by the clock, so a slow machine is as good as a fast one.
 */
export async function runChecks(checks: readonly Check[], start: Start, patience = 10): Promise<Result[]> {
  let asked = new Queue<Asked>();
  const model = await ToyModel.open((request) => asked.push(request));
  const results: Result[] = [];
  let running: Running | undefined;
  let before: string | undefined;
  try {
    for (const { name, env = {}, vary = {}, steps } of checks) {
      const filled: { env: Record<string, string>; steps: Step[] } = fill({ env, steps }, choose(vary));
      if (before !== JSON.stringify(filled.env)) {
        await running?.stop();
        running = undefined;
        before = JSON.stringify(filled.env);
      }
      // What the one before has left is no matter of this one.
      asked = new Queue();
      const failure = await failureOf(async () => {
        running ??= await start({ ...variables, OPENAI_BASE_URL: model.url, ...filled.env }).catch(
          notStarted,
        );
        await new Scene(running.url, asked, patience).play(filled.steps);
      });
      results.push(failure ? { name, state: "failed", failure } : { name, state: "passed" });
      if (failure) break;
    }
  } finally {
    await running?.stop();
    model.close();
  }
  return checks.map(({ name }, index) => results[index] ?? { name, state: "waiting" });
}

/** What the checks rely on, whatever the project's settings are. */
const variables = {
  LLMBRICK_HOST: "127.0.0.1",
  LLMBRICK_PORT: "0",
  LLMBRICK_PREFIX: "",
  LLMBRICK_CHAT_COMPLETIONS_PATH: "/chat/completions",
  LLMBRICK_ALLOWED_MODELS: "toy",
  LLMBRICK_DEBUG_MODE: "false",
  LLMBRICK_ENABLE_REQUEST_LOGGING: "false",
  RESUME_WINDOW: "0", // who leaves has left, also where answers are kept
};

class Failed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.where);
    this.failure = failure;
  }
}

const notStarted = (error: Error): never => {
  throw new Failed({ where: "start", seen: error.message });
};

async function failureOf(act: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Failed) return error.failure;
    throw error;
  }
}

const choose = (vary: Record<string, string[]>): [string, string][] =>
  Object.entries(vary).map(([name, words]) => [
    name,
    words[Math.floor(Math.random() * words.length)] as string,
  ]);

/** The value with a chosen word for each `{name}` in its texts. */
function fill<Value>(value: Value, words: [string, string][]): Value {
  if (typeof value === "string") {
    return words.reduce<string>((text, [name, word]) => text.replaceAll(`{${name}}`, word), value) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, words)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, words)])) as Value;
}

/** One scene: a client on the one side of the server, the model on the other, both in our hand. */
class Scene {
  readonly #url: string;
  readonly #queue: Queue<Asked>;
  readonly #patience: number;
  #client: Client | undefined;
  #asked: Asked | undefined;

  constructor(url: string, queue: Queue<Asked>, patience: number) {
    this.#url = url;
    this.#queue = queue;
    this.#patience = patience;
  }

  async play(steps: readonly Step[]): Promise<void> {
    try {
      for (const step of steps) await this.#act(step);
    } finally {
      this.#client?.leave();
    }
  }

  async #act(step: Step): Promise<void> {
    if (step.ask !== undefined) this.#client = new Client(this.#url, requestOf(step.ask));
    if (step.frame !== undefined) await this.#frame(step.frame);
    if (step.answer !== undefined) await this.#answer(step.answer);
    if (step.asked !== undefined) {
      this.#asked = await this.#within("asked", step.asked, this.#queue.next());
      this.#compare("asked", step.asked, this.#asked.what);
    }
    if (step.unasked && !this.#queue.isEmpty) {
      throw new Failed({ where: "unasked", seen: (await this.#queue.next()).what });
    }
    if (step.say !== undefined) for (const text of [step.say].flat()) this.#model.say(text);
    if (step.bytes !== undefined) this.#model.send(Buffer.from(step.bytes, "latin1"));
    if (step.finish) this.#model.finish();
    if (step.hangUp) this.#model.hangUp();
    if (step.cut) this.#model.cut();
    if (step.nothing) this.#model.nothing();
    if (step.refuse) this.#model.refuse(step.refuse.status, step.refuse.message, step.refuse.retryAfter);
    if (step.leave) this.#client?.leave();
    if (step.dropped) await this.#within("dropped", undefined, this.#model.dropped);
  }

  get #model(): Asked {
    if (!this.#asked) throw new Error("A scene's model speaks before it was asked");
    return this.#asked;
  }

  async #next(where: string, expected: unknown): Promise<Awaited<ReturnType<Client["next"]>>> {
    if (!this.#client) throw new Error("A scene looks at an answer before it has asked");
    return this.#within(where, expected, this.#client.next());
  }

  async #frame(expected: unknown): Promise<void> {
    const frame = await this.#next("frame", expected);
    if (frame === END) throw new Failed({ where: "end", frame: this.#count, expected });
    this.#compare("frame", expected, frame);
  }

  async #answer(expected: unknown): Promise<void> {
    while ((await this.#next("answer", expected)) !== END);
    this.#compare("answer", expected, this.#client?.whole());
  }

  get #count(): number {
    return this.#client?.count ?? 0;
  }

  #compare(where: string, expected: unknown, seen: unknown): void {
    const found = mismatch(expected, seen);
    if (found) throw new Failed({ where, frame: this.#count, ...found });
  }

  /** What comes within the patience. */
  async #within<Value>(where: string, expected: unknown, coming: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const failure = { where, frame: this.#count + 1, expected, late: this.#patience };
      timer = setTimeout(() => reject(new Failed(failure)), this.#patience * 1000);
    });
    try {
      return await Promise.race([coming, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function requestOf(ask: string | Record<string, unknown>): object {
  const fields = typeof ask === "string" ? { messages: [{ role: "user", content: ask }] } : ask;
  return { model: "toy", sessionId: "lesson", ...fields };
}
