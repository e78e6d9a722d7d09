import measure from "fast-string-truncated-width";
import { wrapAnsi } from "fast-wrap-ansi";

// A Chinese character takes two columns of a terminal, a colour none.

export const columnsOf = (text: string): number => measure(text).width;

export const padColumns = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - columnsOf(text)));

/** The start of a text that fits. */
export const cutColumns = (text: string, limit: number): string =>
  text.slice(0, measure(text, { limit, ellipsis: "" }).index);

/** What stays on one row: a word, or a Chinese character, with the punctuation that belongs to it. */
const PIECE = /[（「『《【(]*(?:[^ \u2e80-\uffef]+|[\u2e80-\uffef])[，。、；：！？）」』》】),.;:!?]* */gu;

/** Breaks text between words, or Chinese characters, into rows of at most `width` columns. */
export function wrapWords(text: string, width: number): string[] {
  let [last, columns] = ["", 0];
  // A blank wherever a row ends: the wrapping itself knows no other ends, and takes it off.
  const spaced = text.replace(PIECE, (piece) => {
    const isFull = columns + columnsOf(piece.trimEnd()) > width;
    const lacksBlank = isFull && /[^ ]$/.test(last) && columns <= width;
    columns = (isFull ? 0 : columns) + columnsOf(piece);
    last = piece;
    return lacksBlank ? ` ${piece}` : piece;
  });
  return wrapAnsi(spaced, width, { hard: true }).split("\n");
}

/** Breaks text wherever a row of `width` columns is full: what comes later changes no earlier row. */
export const wrapAnywhere = (text: string, width: number): string[] =>
  wrapAnsi(text, width, { hard: true, trim: false, wordWrap: false }).split("\n");
