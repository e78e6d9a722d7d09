import { inSingleQuotes } from "../shell.ts";

/** What the templates may call. Each helper writes a value as data of the language that surrounds it. */
export const helpers = { json, env, py, code, shell, powershell };

/** A JavaScript literal; `undefined` stays `undefined`. */
export function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(", ")}]`;
  return String(JSON.stringify(value)).replace(/[\u2028\u2029]/g, (separator) =>
    separator === "\u2028" ? "\\u2028" : "\\u2029",
  );
}

/**
 * A value in a `.env` file, without quotes: other readers of such files, such as `docker run --env-file`, take
 * them for a part of it. `undefined` becomes nothing, which counts as not set.
 */
export function env(value: string | number | boolean | undefined): string {
  const text = String(value ?? "");
  if (/^['"`]|\s#|[\r\n]|^\s|\s$/.test(text))
    throw new Error(`An .env file can't hold ${JSON.stringify(text)}`);
  return text;
}

/** A Python literal; `undefined` becomes `None`. */
export function py(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(py).join(", ")}]`;
  if (typeof value === "boolean") return value ? "True" : "False";
  // Every escape of JSON means the same in a Python string.
  return value === undefined ? "None" : json(value);
}

/**
 * An inline code span of Markdown; of a list, one span an item. A `|` is escaped, as in a table it must be:
 * a value that may hold one belongs in a table.
 */
export function code(value: unknown): string {
  if (Array.isArray(value)) return value.map(code).join(", ");
  const text = value === "" ? '""' : String(value);
  const mark = "`".repeat(longestBacktickRun(text) + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${mark}${pad}${text.replaceAll("|", "\\|")}${pad}${mark}`;
}

/** One word of a POSIX shell. */
export function shell(value: unknown): string {
  return inSingleQuotes(String(value), "posix");
}

/** One word of PowerShell; in double quotes, which cmd.exe takes as well, where nothing in it means something. */
export function powershell(value: unknown): string {
  const text = String(value);
  return /[$`"%“”„]/.test(text) ? inSingleQuotes(text, "powershell") : `"${text}"`;
}

/** The fence of a code block that holds the text: longer than any run of back-ticks in it. */
export function fenceFor(text: string): string {
  return "`".repeat(Math.max(3, longestBacktickRun(text) + 1));
}

function longestBacktickRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
