import { createInterface } from "node:readline";
import { Cancelled } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import {
  type AnswerTo,
  BACK,
  type ChoiceQuestion,
  type Question,
  type SetQuestion,
  type Terminal,
  type TextQuestion,
} from "./question.ts";
import { throwIfGone } from "./still-there.ts";

/** What goes back a question, where there is no Escape key. */
const BACK_WORD = "<";
/** What chooses none of several things. */
const NOTHING = "0";
const NO_WRAP = 80;

/** A terminal that can't move its cursor: each question is a line, and so is its answer. */
export class LineTerminal implements Terminal {
  readonly #io: Io;
  readonly #out: NodeJS.WriteStream;
  readonly #t: Messages;

  constructor(io: Io, out: NodeJS.WriteStream, t: Messages) {
    this.#io = io;
    this.#out = out;
    this.#t = t;
  }

  get width(): number {
    return this.#out.columns || NO_WRAP;
  }

  show(text: string): void {
    this.#out.write(`${text}\n`);
  }

  takeBack(): void {}

  async ask<Asked extends Question>(question: Asked): Promise<AnswerTo<Asked> | typeof BACK> {
    if (question.note !== undefined) this.show(question.note);
    const read = { text: readText, choice: readChoice, set: readSet }[question.kind];
    for (;;) {
      const line = await this.#readLine(this.#prompt(question));
      if (line.trim() === BACK_WORD && question.canGoBack) return BACK;
      const answer = read(question as never, line);
      if (!isProblem(answer)) return answer as AnswerTo<Asked>;
      this.show(answer.problem ?? this.#allowed(question));
    }
  }

  /** What can be answered with numbers. */
  #allowed(question: Question): string {
    const { hints } = this.#t;
    const count = question.kind === "text" ? 0 : question.choices.length;
    return question.kind === "set" ? hints.numbers(count) : hints.number(count);
  }

  #prompt(question: Question): string {
    const { hints } = this.#t;
    const back = question.canGoBack ? hints.backWord(BACK_WORD) : "";
    if (question.kind === "text") return `${question.message}${back} [${question.initial}]: `;
    const choices = question.choices.map(({ title }, index) => `  ${index + 1} ${title}\n`).join("");
    const [start, initial] =
      question.kind === "set"
        ? [
            `${choices}${this.#allowed(question)}\n`,
            question.initial.map((index) => index + 1).join(",") || NOTHING,
          ]
        : [choices, question.initial + 1];
    return `${question.message}${back}\n${start}[${initial}]: `;
  }

  async #readLine(prompt: string): Promise<string> {
    const { signal, stdin } = this.#io;
    throwIfGone(this.#io);
    const lines = createInterface({ input: stdin, output: this.#out, terminal: false });
    let cancel = () => {};
    try {
      return await new Promise<string>((resolve, reject) => {
        cancel = () => reject(signal.reason ?? new Cancelled("SIGINT"));
        signal.addEventListener("abort", cancel);
        // Ctrl-D, or the terminal is gone.
        lines.once("close", cancel);
        lines.question(prompt, resolve);
      });
    } catch (reason) {
      // What is said of it starts a line of its own.
      this.show("");
      throw reason;
    } finally {
      signal.removeEventListener("abort", cancel);
      lines.close();
    }
  }
}

/** The answer, or what is wrong with it. */
type Read<Answer> = Answer | Problem;

/** In words, unless what is allowed is all that there is to say. */
interface Problem {
  readonly problem: string | undefined;
}

const isProblem = (read: Read<unknown>): read is Problem =>
  typeof read === "object" && read !== null && "problem" in read;

function readText({ initial, problemWith }: TextQuestion, line: string): Read<string> {
  const text = line || initial;
  const problem = problemWith(text);
  return problem === undefined ? text : { problem };
}

/** A choice is made by its number, its letter or its title. */
function readChoice({ choices, initial }: ChoiceQuestion, line: string): Read<number> {
  const word = line.trim().toLowerCase();
  if (word === "") return initial;
  const index = choices.findIndex(({ title, key }, at) =>
    [String(at + 1), key, title.toLowerCase()].includes(word),
  );
  return index < 0 ? { problem: undefined } : index;
}

/** Several things are chosen by their numbers or names, with commas between them. */
function readSet({ choices, initial, problemWith }: SetQuestion, line: string): Read<readonly number[]> {
  const text = line.trim().toLowerCase();
  const words = text === NOTHING ? [] : text.split(",").map((word) => word.trim());
  const indexes = words.map((word) =>
    choices.findIndex(({ name }, at) => [String(at + 1), name.toLowerCase()].includes(word)),
  );
  if (text !== "" && indexes.includes(-1)) return { problem: undefined };
  const chosen = text === "" ? initial : [...new Set(indexes)].sort((a, b) => a - b);
  const problem = problemWith(chosen);
  return problem === undefined ? chosen : { problem };
}
