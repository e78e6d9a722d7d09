import measure from "fast-string-truncated-width";
import { wrapAnsi } from "fast-wrap-ansi";

// A Chinese character takes two columns of a terminal, a colour none.

export const columnsOf = (text: string): number => measure(text).width;

export const padColumns = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - columnsOf(text)));

/** The start of a text that fits. */
export const cutColumns = (text: string, limit: number): string =>
  text.slice(0, measure(text, { limit, ellipsis: "" }).index);

/** Breaks text between words into rows of at most `width` columns. */
export const wrapWords = (text: string, width: number): string[] =>
  wrapAnsi(text, width, { hard: true }).split("\n");

/** Breaks text wherever a row of `width` columns is full: what comes later changes no earlier row. */
export const wrapAnywhere = (text: string, width: number): string[] =>
  wrapAnsi(text, width, { hard: true, trim: false, wordWrap: false }).split("\n");
