import { columnsOf, wrapWords } from "./columns.ts";
import { listRows } from "./list-rows.ts";
import { HIDE_CURSOR } from "./live-choice.ts";
import { LiveQuestion, type Setting } from "./live-question.ts";
import type { SetQuestion } from "./question.ts";
import type { Frame } from "./screen.ts";

/** Any of a few things, each of which is ticked or not. */
export class LiveSet extends LiveQuestion<SetQuestion> {
  #index = 0;
  #ticked: ReadonlySet<number>;
  #isTouched = false;

  constructor(question: SetQuestion, setting: Setting) {
    super(question, setting);
    this.#ticked = new Set(question.initial);
    this.out.write(HIDE_CURSOR);
  }

  get answer(): readonly number[] {
    return [...this.#ticked].sort((a, b) => a - b);
  }

  protected shownAnswer(): string {
    const names = this.answer.map((index) => this.question.choices[index]?.name);
    return names.join(", ") || this.setting.t.values.none;
  }

  protected override isAllowed(): boolean {
    return this.question.problemWith(this.answer) === undefined;
  }

  protected override problem(): string | undefined {
    return this.#isTouched ? this.question.problemWith(this.answer) : this.question.note;
  }

  protected override keyHints(): string[] {
    const { style, t } = this.setting;
    return [t.hints.move(style.symbols.move), t.hints.tick, t.hints.all];
  }

  protected body(): Frame {
    const { screen } = this.setting;
    // No sign that some terminals draw in one column and others in two.
    const titles = this.question.choices.map(
      ({ title }, index) => `${this.#ticked.has(index) ? "[x]" : "[ ]"} ${title}`,
    );
    const rows = [...wrapWords(this.head(), screen.width), ...listRows(titles, this.#index, this.setting)];
    return { rows, caret: { row: rows.length - 1, column: columnsOf(rows.at(-1) ?? "") } };
  }

  protected typed(text: string): void {
    if (text === " ") this.#tick([this.#index], !this.#ticked.has(this.#index));
    else if (text.toLowerCase() === "a") this.#tickAll();
    else this.bell();
  }

  up(): void {
    this.#goTo(this.#index - 1);
  }
  down(): void {
    this.#goTo(this.#index + 1);
  }
  next(): void {
    this.down();
  }
  left(): void {
    this.#tick([this.#index], false);
  }
  right(): void {
    this.#tick([this.#index], true);
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

  #tickAll(): void {
    const { length } = this.question.choices;
    this.#tick([...Array(length).keys()], this.#ticked.size < length);
  }

  #tick(indexes: readonly number[], isOn: boolean): void {
    const others = this.answer.filter((index) => !indexes.includes(index));
    this.#ticked = new Set(isOn ? [...others, ...indexes] : others);
    this.#isTouched = true;
    this.draw();
  }
}
