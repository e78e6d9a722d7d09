import { styleText } from "node:util";
import type { Io } from "../io.ts";

const UNICODE = {
  ask: "?",
  done: "✔",
  cancelled: "✖",
  separator: "›",
  pointer: "❯",
  answer: "…",
  move: "↑↓",
};
const ASCII: typeof UNICODE = {
  ask: "?",
  done: "+",
  cancelled: "x",
  separator: ">",
  pointer: ">",
  answer: ":",
  move: "Up/Down",
};

type Format = "bold" | "cyan" | "dim" | "green" | "red" | "underline" | "yellow";

/** What a terminal can show. */
export interface Style {
  readonly hasColors: boolean;
  readonly symbols: typeof UNICODE;
  /** Gives a text a format, where there are colours. */
  paint(format: Format | Format[], text: string): string;
}

export function styleOf(io: Pick<Io, "env" | "platform">, stream: NodeJS.WriteStream): Style {
  const isColored = hasColors(io, stream);
  return {
    hasColors: isColored,
    symbols: isUnicode(io) ? UNICODE : ASCII,
    // Whether there are colours is decided: Node is not to look at standard output and decide again.
    paint: (format, text) => (isColored ? styleText(format, text, { validateStream: false }) : text),
  };
}

/** Whether to write colours: FORCE_COLOR decides, then NO_COLOR (no-color.org), then the terminal. */
export function hasColors({ env }: Pick<Io, "env">, stream: { isTTY?: boolean }): boolean {
  if (env.FORCE_COLOR !== undefined) return !["0", "false"].includes(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  return stream.isTTY === true && !isDumb(env);
}

/** A terminal that can't move its cursor. */
export const isDumb = (env: Io["env"]): boolean => env.TERM === "dumb";

/** What Windows terminals that have more than the old console's few signs say of themselves. */
const WINDOWS_TERMINALS = ["WT_SESSION", "TERM_PROGRAM", "ConEmuTask", "TERMINAL_EMULATOR", "MSYSTEM"];

/** Whether signs beyond ASCII can be shown, by the locale (POSIX: the first of these variables decides). */
export function isUnicode({ env, platform }: Pick<Io, "env" | "platform">): boolean {
  if (platform === "win32") return WINDOWS_TERMINALS.some((name) => env[name]);
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  // macOS speaks UTF-8 whatever the locale.
  return locale === undefined ? platform === "darwin" : /utf-?8/i.test(locale);
}
