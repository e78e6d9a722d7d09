import type { OptionValue } from "../options/kinds/kind.ts";
import { modelsText } from "../options/models-text.ts";
import { flagOf } from "../options/names.ts";
import { type OptionName, optionTable, type PackageManager, specOf } from "../options/table.ts";
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

const isSwitch = (name: string) =>
  Object.hasOwn(optionTable, name) && specOf(name as OptionName).type === "switch";

/** The words that give an option a value. */
export function flagWords(name: string, value: OptionValue): string[] {
  const flag = flagOf(name);
  if (typeof value === "boolean") return [value ? flag : flag.replace("--", "--no-")];
  const text = textOf(value);
  // What follows a switch is read as a word of its own, unless it is joined to it.
  return isSwitch(name) || text.startsWith("-") ? [`${flag}=${text}`] : [flag, text];
}

/** The same without dashes: `port=9100`. */
export function assignmentWords(name: string, value: OptionValue): string[] {
  return [`${flagOf(name).slice(2)}=${textOf(value)}`];
}

const textOf = (value: OptionValue) => (typeof value === "object" ? modelsText(value) : String(value));
