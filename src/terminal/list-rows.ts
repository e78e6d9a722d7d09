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
  const room = Math.max(screen.height - OTHER_ROWS, 1);
  const first = Math.max(0, Math.min(marked - Math.floor(room / 2), titles.length - room));
  return titles.slice(first, first + room).flatMap((title, offset) => {
    const isMarked = first + offset === marked;
    const mark = isMarked ? style.paint("cyan", style.symbols.pointer) : " ";
    return wrapWords(title, screen.width - 2).map((line, row) => {
      const text = isMarked ? style.paint("cyan", line) : line;
      return `${row === 0 ? mark : " "} ${text}`;
    });
  });
}
