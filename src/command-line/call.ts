import type { OptionValue } from "../options/kinds/kind.ts";
import { modelsText } from "../options/models-text.ts";
import { flagOf } from "../options/names.ts";
import type { PackageManager } from "../options/table.ts";
import { quote, type Shell } from "../shell.ts";

const STARTERS: Record<PackageManager | "direct", readonly string[]> = {
  npm: ["npm", "create", "llmbrick-sse@latest"],
  pnpm: ["pnpm", "create", "llmbrick-sse"],
  yarn: ["yarn", "create", "llmbrick-sse"],
  bun: ["bun", "create", "llmbrick-sse"],
  direct: ["create-llmbrick-sse"],
};

/** How this program is called: by which package manager, with which words and flags. */
export interface Call {
  readonly starter: PackageManager | undefined;
  readonly shell: Shell;
  /** The folder, or a command and what it takes. */
  readonly words: readonly string[];
  readonly flags: readonly string[];
}

/** The call as a line to be pasted into a terminal. */
export function commandLine({ starter, shell, words, flags }: Call): string {
  // npm takes flags for its own unless they stand behind two dashes.
  const separator = starter === "npm" && flags.length > 0 ? ["--"] : [];
  return [...STARTERS[starter ?? "direct"], ...words, ...separator, ...flags]
    .map((word) => quote(word, shell))
    .join(" ");
}

/** The words that give an option a value. */
export function flagWords(name: string, value: OptionValue): string[] {
  const flag = flagOf(name);
  if (typeof value === "boolean") return [value ? flag : flag.replace("--", "--no-")];
  const text = textOf(value);
  return text.startsWith("-") ? [`${flag}=${text}`] : [flag, text];
}

/** The same without dashes: `port=9100`. */
export function assignmentWords(name: string, value: OptionValue): string[] {
  return [`${flagOf(name).slice(2)}=${textOf(value)}`];
}

const textOf = (value: OptionValue) => (typeof value === "object" ? modelsText(value) : String(value));
