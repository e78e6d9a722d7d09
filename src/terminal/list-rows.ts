import { wrapWords } from "./columns.ts";
import type { Setting } from "./live-question.ts";

/** The rows that are needed for the question, a note and the keys. */
const OTHER_ROWS = 6;

/**
 * Titles below each other, with a mark at one of them: as many as there is room for, the marked one among them.
 * @param marked its index
 */
export function listRows(
  titles: readonly string[],
  marked: number,
  { style, screen }: Pick<Setting, "style" | "screen">,
): string[] {
  const wrapped = titles.map((title) => hanging(title, screen.width - 2));
  const [first, end] = shown(
    wrapped.map(({ length }) => length),
    marked,
    screen.height - OTHER_ROWS,
  );
  return wrapped.slice(first, end).flatMap((lines, offset) => {
    const isMarked = first + offset === marked;
    const mark = isMarked ? style.paint("cyan", style.symbols.pointer) : " ";
    return lines.map((line, row) => {
      const text = isMarked ? style.paint("cyan", line) : line;
      return `${row === 0 ? mark : " "} ${text}`;
    });
  });
}

/** Where a title goes on: behind its box, if it has one. */
const INDENT = 4;

function hanging(title: string, width: number): string[] {
  const [first = "", ...others] = wrapWords(title, width);
  if (others.length === 0) return [first];
  const rest = wrapWords(title.slice(first.length).trimStart(), width - INDENT);
  return [first, ...rest.map((row) => " ".repeat(INDENT) + row)];
}

/** Which of some titles there is room for, by their rows: the marked one, and by turns those before and behind it. */
function shown(heights: readonly number[], marked: number, room: number): [first: number, end: number] {
  let [first, end] = [marked, marked + 1];
  let left = room - (heights[marked] ?? 0);
  const fits = (index: number) => (heights[index] ?? Number.POSITIVE_INFINITY) <= left;
  while (fits(first - 1) || fits(end)) {
    if (fits(first - 1)) left -= heights[--first] ?? 0;
    if (fits(end)) left -= heights[end++] ?? 0;
  }
  return [first, end];
}
