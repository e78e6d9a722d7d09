const LINES = 15;

/** The end of a program's output: its last lines that hold something, for an error message. */
export function tailOf(output: string): string {
  return output
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "")
    .slice(-LINES)
    .join("\n");
}
