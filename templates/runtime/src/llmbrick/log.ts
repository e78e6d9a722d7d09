/** One line of the log; `time` and `level` come first. */
export interface Logger {
  info: (fields: Record<string, unknown>) => void;
  warn: (fields: Record<string, unknown>) => void;
  error: (fields: Record<string, unknown>) => void;
  /** Writes at once what has gathered. For the end of the process. */
  flush: () => void;
}

/** JSON leaves these as they are, but a terminal or a line-based tool may act on them. */
const control = /[\u007f-\u009f\u2028\u2029]/g;
const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A logger of JSON lines. Lines of one turn of the event loop are handed to `write` together. */
export function createLogger(write: (lines: string) => void): Logger {
  let lines = "";
  const flush = () => {
    const ready = lines;
    lines = "";
    if (ready) write(ready);
  };

  const log = (level: string) => (fields: Record<string, unknown>) => {
    if (lines === "") setImmediate(flush);
    lines += `${toLine({ time: new Date().toISOString(), level, ...fields })}\n`;
  };
  return { info: log("info"), warn: log("warn"), error: log("error"), flush };
}

function toLine(fields: Record<string, unknown>): string {
  try {
    return JSON.stringify(fields, (_key, value) =>
      value instanceof Error ? describe(value) : value,
    ).replace(control, escaped);
  } catch (error) {
    return JSON.stringify({
      time: fields.time,
      level: fields.level,
      message: `A log line can't be written as JSON: ${error}`,
    });
  }
}

/** An error in full: its stack, what caused it, and the errors that it gathers. */
function describe(error: Error, depth = 0): string {
  const inner = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  const causes = inner
    // An error may be among its own causes.
    .filter((cause) => cause instanceof Error && depth < 5)
    .map((cause) => `\nCaused by: ${describe(cause as Error, depth + 1)}`);
  return `${error.stack ?? error}${causes.join("")}`;
}
