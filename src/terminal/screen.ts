import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import { columnsOf, wrapAnywhere } from "./columns.ts";

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** So narrow that nothing can be laid out. */
const MIN_WIDTH = 10;

/** What is being edited: its rows, and where the caret stands in them. */
export interface Frame {
  readonly rows: readonly string[];
  readonly caret: { readonly row: number; readonly column: number };
}

const NOTHING: Frame = { rows: [""], caret: { row: 0, column: 0 } };

/**
 * The part of a terminal below where we began: finished blocks of lines, the last of which can be taken back, and
 * below them a frame that is drawn anew each time that it changes.
 */
export class Screen {
  readonly out: NodeJS.WriteStream;
  readonly #blocks: string[] = [];
  #frame = NOTHING;

  constructor(out: NodeJS.WriteStream) {
    this.out = out;
  }

  /** The columns to use: the last stays free, since some terminals break the line when it is filled. */
  get width(): number {
    return Math.max((this.out.columns || DEFAULT_COLUMNS) - 1, MIN_WIDTH);
  }

  get height(): number {
    return this.out.rows || DEFAULT_ROWS;
  }

  /** Writes lines that stay. */
  show(text: string): void {
    this.clearFrame();
    this.#blocks.push(text);
    this.out.write(`${text}\n`);
  }

  /** Removes what was shown last. */
  takeBack(): void {
    this.clearFrame();
    const block = this.#blocks.pop();
    if (block === undefined) return;
    const rows = block.split("\n").reduce((sum, line) => sum + this.#rowsOf(line), 0);
    moveCursor(this.out, 0, -rows);
    clearScreenDown(this.out);
  }

  paint(frame: Frame): void {
    this.clearFrame();
    this.out.write(frame.rows.join("\n"));
    moveCursor(this.out, 0, frame.caret.row - (frame.rows.length - 1));
    cursorTo(this.out, frame.caret.column);
    this.#frame = frame;
  }

  /** Removes the frame, whose rows are more by now if the terminal has become narrower. */
  clearFrame(): void {
    const { rows, caret } = this.#frame;
    const above = rows.slice(0, caret.row).reduce((sum, row) => sum + this.#rowsOf(row), 0);
    const within = Math.floor(caret.column / (this.out.columns || DEFAULT_COLUMNS));
    cursorTo(this.out, 0);
    moveCursor(this.out, 0, -(above + within));
    clearScreenDown(this.out);
    this.#frame = NOTHING;
  }

  /** How many rows the terminal itself makes of a line. */
  #rowsOf(line: string): number {
    return Math.max(1, Math.ceil(columnsOf(line) / (this.out.columns || DEFAULT_COLUMNS)));
  }
}

/** Where the caret stands behind a text that starts at the first column of a row. */
export function caretAfter(text: string, width: number): Frame["caret"] {
  const rows = wrapAnywhere(text, width);
  return { row: rows.length - 1, column: columnsOf(rows.at(-1) ?? "") };
}
