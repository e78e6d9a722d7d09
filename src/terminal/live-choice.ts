import { columnsOf, wrapWords } from "./columns.ts";
import { LiveQuestion, type Setting } from "./live-question.ts";
import type { Choice, ChoiceQuestion } from "./question.ts";
import type { Frame } from "./screen.ts";

const HIDE_CURSOR = "\u001B[?25l";
/** The rows that are needed for the question, a note and the keys. */
const OTHER_ROWS = 6;

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
    const { style, screen } = this.setting;
    const { choices } = this.question;
    const room = Math.max(screen.height - OTHER_ROWS, 1);
    const first = Math.max(0, Math.min(this.#index - Math.floor(room / 2), choices.length - room));
    const rows = choices.slice(first, first + room).flatMap((choice) => {
      const [start = "", ...more] = wrapWords(choice.title, screen.width - 2);
      const isChosen = choice === choices[this.#index];
      const mark = isChosen ? style.paint("cyan", style.symbols.pointer) : " ";
      const lines = [start, ...more].map((line) => (isChosen ? style.paint("cyan", line) : line));
      return lines.map((line, index) => `${index === 0 ? mark : " "} ${line}`);
    });
    return [...wrapWords(this.head(), screen.width), ...rows];
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
