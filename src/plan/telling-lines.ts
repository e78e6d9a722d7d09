/** The lines of a text by which it is known again: a bracket, or a blank line, is in every text. */
export const tellingLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length > 3);
