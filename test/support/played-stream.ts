import type { EarlyEnd } from "../../templates/core/src/llmbrick/errors.ts";
import type { Runtime } from "../../templates/core/src/llmbrick/http/runtime.ts";
import { defaultRules } from "../../templates/core/src/llmbrick/request/rules.ts";
import { openStream } from "../../templates/core/src/llmbrick/routes/chat.ts";
import { llmbrickCodec } from "../../templates/core/src/llmbrick/stream/codec.ts";
import type { AnswerStream } from "../../templates/core/src/llmbrick/stream/stream.ts";
import type { ConversationEvent, ConversationRequest } from "../../templates/core/src/llmbrick/types.ts";
import { event, request } from "./client.ts";

/** What a handler can be told to do next. */
export type Command = "event" | "flood" | "finish" | "throw" | "invalid";

/** A stream whose handler does as it is told, and whose client is as quick or slow as it is told. */
export class PlayedStream {
  /** Handlers that have begun and whose `finally` has not run. */
  static live = 0;

  readonly stream: AnswerStream;
  /** What the client got. */
  written = "";
  ends = 0;
  /** Text that was sent after the end, or while the client took none. */
  misplaced = "";
  yielded = 0;
  signal: AbortSignal | undefined;
  #isBlocked = false;
  #takesNext = true;
  readonly #commands: Command[] = [];
  #wake = () => {};

  /** `isDeaf`: the handler ignores its signal. */
  constructor(runtime: Runtime, id: string, isDeaf: boolean) {
    const asked = request as ConversationRequest;
    const exchange = runtime.begin({ method: "POST", url: "/", headers: { "x-request-id": id } });
    this.stream = openStream(
      runtime,
      (_request, context) => {
        this.signal = context.signal;
        return this.#play(isDeaf);
      },
      { request: asked, rules: () => defaultRules(asked, runtime.config), headers: [], codec: llmbrickCodec },
      exchange,
    );
    this.stream.start({
      write: (text) => {
        if (this.ends > 0 || this.#isBlocked) this.misplaced += text;
        this.written += text;
        this.#isBlocked = !this.#takesNext;
        return this.#takesNext;
      },
      end: (text) => {
        if (this.ends > 0) this.misplaced += text;
        this.written += text;
        this.ends++;
      },
      refuse() {
        throw new Error("LLMBrick's own codec refuses nothing");
      },
    });
  }

  tell(command: Command): void {
    this.#commands.push(command);
    this.#wake();
  }

  /** From the next write on, the client takes no more. */
  block(): void {
    this.#takesNext = false;
  }

  /** The client takes all again. */
  drain(): void {
    this.#takesNext = true;
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    this.stream.drained();
  }

  endEarly(why: EarlyEnd): void {
    this.stream.endEarly(why);
  }

  /** Lets a deaf handler come to its end. */
  release(): void {
    this.tell("finish");
  }

  async *#play(isDeaf: boolean): AsyncGenerator<ConversationEvent> {
    PlayedStream.live++;
    try {
      for (;;) {
        const command = this.#commands.shift();
        if (command === "finish" || (this.signal?.aborted && !isDeaf)) return;
        if (command === "throw") throw new Error("told to");
        if (command === "invalid") yield event({ id: "" });
        const count = { event: 1, flood: 500 }[command as "event" | "flood"] ?? 0;
        for (let index = 0; index < count; index++) yield event({ id: String(++this.yielded) });
        if (this.#commands.length === 0) await this.#next(isDeaf);
      }
    } finally {
      PlayedStream.live--;
    }
  }

  #next(isDeaf: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (!isDeaf) this.signal?.addEventListener("abort", () => resolve());
    });
  }
}
