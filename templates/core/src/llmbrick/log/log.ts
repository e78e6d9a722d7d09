import { describeError, isError, messageOf, textAt } from "./describe.ts";
import { unicodeEscape } from "./text.ts";

type Fields = Record<string, unknown>;

/** One line of the log; `time` and `level` come first. Never throws: what can't be written says so. */
export interface Logger {
  info: (...fields: Fields[]) => void;
  warn: (...fields: Fields[]) => void;
  error: (...fields: Fields[]) => void;
  /** Writes at once what has gathered. For the end of the process. */
  flush: () => void;
}

/** JSON leaves these as they are, but a terminal or a line-based tool may act on them. */
const control = /[\u007f-\u009f\u2028\u2029]/g;

/** A logger of JSON lines. Lines of one turn of the event loop are handed to `write` together. */
export function createLogger(write: (lines: string) => void): Logger {
  let lines = "";
  const flush = () => {
    const ready = lines;
    lines = "";
    if (ready) write(ready);
  };

  const log =
    (level: string) =>
    (...fields: Fields[]) => {
      if (lines === "") setImmediate(flush);
      lines += `${toLine({ time: new Date().toISOString(), level }, ...fields)}\n`;
    };
  return { info: log("info"), warn: log("warn"), error: log("error"), flush };
}

function toLine(start: Fields, ...fields: Fields[]): string {
  try {
    return JSON.stringify(Object.assign({}, start, ...fields), withErrorsInWords).replace(
      control,
      unicodeEscape,
    );
  } catch (error) {
    const message = `A log line can't be written as JSON: ${messageOf(error)}`;
    return JSON.stringify({ ...start, requestId: textAt(fields[0], "requestId"), message }).replace(
      control,
      unicodeEscape,
    );
  }
}

/**
 * Errors are replaced one level ahead, in the object that holds them: JSON asks a value for its own form first, and
 * that of some errors tells everything.
 */
function withErrorsInWords(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isError(value)) return describeError(value);
  let copy: Fields | undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (!isError(inner)) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Fields;
    copy[key] = describeError(inner);
  }
  return copy ?? value;
}
