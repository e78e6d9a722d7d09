import type { IBuffer, IBufferCell } from "@xterm/headless";

/** Text of one look, from a column on. */
export interface Run {
  readonly column: number;
  /** In columns. */
  readonly width: number;
  readonly text: string;
  readonly look: string;
}

export type Row = readonly Run[];

/** The names of the eight colours, in the order of their numbers. */
const COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** A row of the terminal as runs. Wide characters are runs of their own kind, since fonts differ in their width. */
export function rowAt(buffer: IBuffer, y: number): Row {
  const line = buffer.getLine(y);
  const runs: Run[] = [];
  for (let column = 0; column < (line?.length ?? 0); column++) {
    const cell = line?.getCell(column);
    const text = cell?.getChars() ?? "";
    const width = cell?.getWidth() ?? 0;
    // The right half of a wide character.
    if (!cell || width === 0) continue;
    const look = [lookOf(cell), width > 1 ? "wide" : ""].filter(Boolean).join(" ");
    const last = runs.at(-1);
    if (last?.look === look)
      runs.splice(-1, 1, { ...last, text: last.text + (text || " "), width: last.width + width });
    else runs.push({ column, width, text: text || " ", look });
  }
  return runs.flatMap(withoutSpace);
}

function lookOf(cell: IBufferCell): string {
  return [
    cell.isFgPalette() ? COLORS[cell.getFgColor() % COLORS.length] : "",
    cell.isBold() ? "bold" : "",
    cell.isDim() ? "dim" : "",
    cell.isUnderline() ? "underline" : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Where packages come from differs from machine to machine. */
const REGISTRY = /https:\/\/[^/\s]+(?=\/)/g;

/** Without the space at the end and the address of a registry; not at all where there is nothing else. */
function withoutSpace(run: Run): Run[] {
  const text = run.text.replace(REGISTRY, "…").trimEnd();
  return text === "" ? [] : [{ ...run, text, width: run.width - (run.text.length - text.length) }];
}
