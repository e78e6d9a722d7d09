import type { Key } from "node:readline";
import Prompt from "prompts/lib/elements/prompt.js";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { wrapWords } from "./columns.ts";
import type { AnswerTo, Question } from "./question.ts";
import type { Frame, Screen } from "./screen.ts";
import type { Style } from "./style.ts";

/** Has the terminal say where a paste starts and ends, so that a line break in it is not taken for Enter. */
const PASTE_MARKS_ON = "\u001B[?2004h";
const PASTE_MARKS_OFF = "\u001B[?2004l";

/** What all questions of a run share. */
export interface Setting {
  readonly io: Io;
  readonly screen: Screen;
  readonly style: Style;
  readonly t: Messages;
}

/**
 * A question that is drawn anew at the keys that are pressed. `prompts` reads the keys; what it draws itself counts characters where
 * terminals count columns, so that Chinese text would leave its remains on the screen.
 */
export abstract class LiveQuestion<Asked extends Question> extends Prompt {
  protected readonly question: Asked;
  protected readonly setting: Setting;
  #pasted: string | undefined;
  #isToBeDrawn = false;

  constructor(question: Asked, setting: Setting) {
    super({ stdin: setting.io.stdin, stdout: setting.screen.out });
    this.question = question;
    this.setting = setting;
    this.out.write(PASTE_MARKS_ON);
    this.out.on("resize", this.draw);
  }

  /** The answer as it stands. */
  abstract readonly answer: AnswerTo<Asked>;

  /** The answer as it is shown when it is given. */
  protected abstract shownAnswer(): string;

  /** The question and what can be answered. */
  protected abstract body(): Frame;

  /** What is wrong with the answer as it stands. */
  protected problem(): string | undefined {
    return this.question.note;
  }

  /** The keys of this kind of question. */
  protected keyHints(): string[] {
    return [];
  }

  /** Text that was typed, or pasted in one go. */
  protected abstract typed(text: string, key: Key): void;

  // The methods without arguments are the actions that keys are named after.

  submit(): void {
    if (this.#pasted !== undefined) this.#pasted += " ";
    else if (this.isAllowed()) {
      this.#leave(this.question.isPassing ? undefined : this.#line("done", this.shownAnswer()));
    } else this.draw();
  }

  protected isAllowed(): boolean {
    return true;
  }

  abort(): void {
    this.aborted = true;
    this.#leave(this.#line("cancelled", ""));
  }

  /** Escape. */
  exit(): void {
    if (!this.question.canGoBack) {
      this.bell();
      return;
    }
    this.exited = true;
    this.#leave(undefined);
  }

  protected override _(text: string | undefined, key: Key): void {
    if (key.name === "paste-start") this.#pasted = "";
    else if (key.name === "paste-end") {
      const pasted = this.#pasted?.replace(/\s+/gu, " ").trim();
      this.#pasted = undefined;
      if (pasted) this.typed(pasted, key);
    } else if (this.#pasted !== undefined) this.#pasted += text ?? "";
    else if (text !== undefined) this.typed(text, key);
  }

  /** Draws the question once what has come in is read: keys come in many at a time when a text is pasted. */
  readonly draw = (): void => {
    if (this.#isToBeDrawn) return;
    this.#isToBeDrawn = true;
    queueMicrotask(() => {
      this.#isToBeDrawn = false;
      if (!this.closed) this.#paint();
    });
  };

  #paint(): void {
    const { screen, style } = this.setting;
    const { rows, caret } = this.body();
    const problem = this.problem();
    const below = [
      ...(problem === undefined ? [] : wrapWords(style.paint("red", problem), screen.width)),
      ...wrapWords(style.paint("dim", this.#hint()), screen.width),
    ];
    screen.paint({ rows: [...rows, ...below], caret });
  }

  /** The question as it starts its line. */
  protected head(symbol: "ask" | "done" | "cancelled" = "ask"): string {
    const { paint, symbols } = this.setting.style;
    const color = ({ ask: "cyan", done: "green", cancelled: "red" } as const)[symbol];
    return `${paint(color, symbols[symbol])} ${paint("bold", this.question.message)}`;
  }

  #line(symbol: "done" | "cancelled", answer: string): string {
    const { paint, symbols } = this.setting.style;
    return `${this.head(symbol)}${answer === "" ? "" : ` ${paint("dim", symbols.answer)} ${answer}`}`;
  }

  #hint(): string {
    const { hints } = this.setting.t;
    const back = this.question.canGoBack ? [hints.back] : [];
    return [...this.keyHints(), hints.next, ...back, hints.cancel].join(hints.comma);
  }

  #leave(line: string | undefined): void {
    const { screen } = this.setting;
    if (this.closed) return;
    if (line === undefined) screen.clearFrame();
    else screen.show(wrapWords(line, screen.width).join("\n"));
    this.out.off("resize", this.draw);
    this.out.write(PASTE_MARKS_OFF);
    this.close();
  }
}
