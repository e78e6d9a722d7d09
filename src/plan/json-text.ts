import type { FormattingOptions } from "jsonc-parser";

const isOneLine = (text: string): boolean => text.includes('"') && !text.trim().includes("\n");

const indentOf = (text: string): string => /^[ \t]+(?=")/m.exec(text)?.[0] ?? "  ";

const lineEndOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** How a user's JSON is laid out; nothing where it is one line, and what is put into it is so, too. */
export function layoutOf(text: string): { formattingOptions?: FormattingOptions } {
  if (isOneLine(text)) return {};
  const indent = indentOf(text);
  const isTab = indent.includes("\t");
  return {
    formattingOptions: { insertSpaces: !isTab, tabSize: isTab ? 4 : indent.length, eol: lineEndOf(text) },
  };
}

/** A value as JSON, laid out as the user's text is. */
export function printedAs(text: string, value: unknown): string {
  const json = JSON.stringify(value, null, isOneLine(text) ? 0 : indentOf(text));
  return json.replaceAll("\n", lineEndOf(text)) + text.slice(text.trimEnd().length);
}
