import { plain } from "../plain.ts";

const LINES = 15;

/** A message about a program that failed, with the last lines of its output that hold something. */
export function withTail(message: string, output: string): string {
  const lines = output
    .split(/\r\n|\r|\n/)
    .map(plain)
    .filter((line) => line.trim() !== "");
  return [message, ...lines.slice(-LINES)].join("\n");
}
