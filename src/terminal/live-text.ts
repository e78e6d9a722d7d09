import type { Key } from "node:readline";
import { wrapAnywhere } from "./columns.ts";
import { EDITS, type EditedLine, EMPTY, insert, textOf } from "./edited-line.ts";
import { LiveQuestion } from "./live-question.ts";
import type { TextQuestion } from "./question.ts";
import { caretAfter, type Frame } from "./screen.ts";

/** A line of text, checked while it is typed. */
export class LiveText extends LiveQuestion<TextQuestion> {
  #line: EditedLine = EMPTY;
  #isTouched = false;

  get answer(): string {
    return textOf(this.#line) || this.question.initial;
  }

  protected shownAnswer(): string {
    return this.answer;
  }

  protected override isAllowed(): boolean {
    return this.question.problemWith(this.answer) === undefined;
  }

  protected override problem(): string | undefined {
    return this.#isTouched ? this.question.problemWith(this.answer) : this.question.note;
  }

  protected override keyHints(): string[] {
    return textOf(this.#line) === "" && this.question.initial !== "" ? [this.setting.t.hints.edit] : [];
  }

  protected body(): Frame {
    const { style, screen } = this.setting;
    const start = `${this.head()} ${style.paint("dim", style.symbols.separator)} `;
    const text = textOf(this.#line) || style.paint("dim", this.question.initial);
    return {
      rows: wrapAnywhere(start + text, screen.width),
      caret: caretAfter(start + this.#line.before, screen.width),
    };
  }

  protected typed(text: string, { ctrl, name }: Key): void {
    const shortcut = `ctrl ${name}`;
    if (ctrl && shortcut in EDITS) this.#edit(shortcut as keyof typeof EDITS);
    else if (/\p{Cc}/u.test(text)) this.bell();
    else this.#change(insert(this.#line, text));
  }

  delete(): void {
    this.#edit("delete");
  }
  deleteForward(): void {
    this.#edit("deleteForward");
  }
  left(): void {
    this.#edit("left");
  }
  right(): void {
    this.#edit("right");
  }
  first(): void {
    this.#edit("start");
  }
  last(): void {
    this.#edit("end");
  }
  home(): void {
    this.#edit("start");
  }
  end(): void {
    this.#edit("end");
  }

  /** Tab: the proposed text, to be edited. */
  next(): void {
    if (textOf(this.#line) === "") this.#change({ before: this.question.initial, after: "" });
  }

  #edit(name: keyof typeof EDITS): void {
    this.#change(EDITS[name](this.#line));
  }

  #change(line: EditedLine): void {
    this.#isTouched = true;
    this.#line = line;
    this.draw();
  }
}
