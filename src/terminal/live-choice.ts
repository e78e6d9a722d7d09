import { columnsOf, wrapWords } from "./columns.ts";
import { listRows } from "./list-rows.ts";
import { LiveQuestion, type Setting } from "./live-question.ts";
import type { Choice, ChoiceQuestion } from "./question.ts";
import type { Frame } from "./screen.ts";

export const HIDE_CURSOR = "\u001B[?25l";

/** One of a few things. */
export class LiveChoice extends LiveQuestion<ChoiceQuestion> {
  #index: number;

  constructor(question: ChoiceQuestion, setting: Setting) {
    super(question, setting);
    this.#index = question.initial;
    this.out.write(HIDE_CURSOR);
  }

  get answer(): number {
    return this.#index;
  }

  protected shownAnswer(): string {
    return this.question.choices[this.#index]?.title ?? "";
  }

  protected override keyHints(): string[] {
    const { style, t } = this.setting;
    const letters = this.question.choices.flatMap(({ key }) => key ?? []);
    return [t.hints.choose(letters.length > 0 ? letters.join("/") : style.symbols.move)];
  }

  protected body(): Frame {
    const rows = this.question.isInline ? this.#inline() : this.#list();
    return { rows, caret: { row: rows.length - 1, column: columnsOf(rows.at(-1) ?? "") } };
  }

  #inline(): string[] {
    const { style, screen } = this.setting;
    const { choices } = this.question;
    const all = choices.map((choice) => this.#title(choice)).join(` ${style.paint("dim", "/")} `);
    return wrapWords(`${this.head()} ${style.paint("dim", style.symbols.separator)} ${all}`, screen.width);
  }

  #list(): string[] {
    const titles = this.question.choices.map(({ title }) => title);
    return [
      ...wrapWords(this.head(), this.setting.screen.width),
      ...listRows(titles, this.#index, this.setting),
    ];
  }

  #title(choice: Choice): string {
    const { hasColors, paint } = this.setting.style;
    const isChosen = choice === this.question.choices[this.#index];
    // Without colours, brackets show which it is.
    const title = hasColors ? choice.title : `[${choice.title}]`;
    return isChosen ? paint(["cyan", "underline"], title) : choice.title;
  }

  /** A letter goes to its choice. Enter is still needed, as who types "n" and Enter expects. */
  protected typed(text: string): void {
    const index = this.question.choices.findIndex(({ key }) => key === text.toLowerCase());
    if (index < 0) this.bell();
    else this.#goTo(index);
  }

  up(): void {
    this.#goTo(this.#index - 1);
  }
  down(): void {
    this.#goTo(this.#index + 1);
  }
  left(): void {
    this.up();
  }
  right(): void {
    this.down();
  }
  next(): void {
    this.down();
  }
  first(): void {
    this.#goTo(0);
  }
  last(): void {
    this.#goTo(-1);
  }
  home(): void {
    this.first();
  }
  end(): void {
    this.last();
  }

  /** Beyond either end is the other. */
  #goTo(index: number): void {
    const { length } = this.question.choices;
    this.#index = (index + length) % length;
    this.draw();
  }
}
