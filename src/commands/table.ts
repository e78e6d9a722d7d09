import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Given } from "../options/resolve.ts";
import type { ControlName, OptionName } from "../options/table.ts";

/** How a command was called. */
export interface CommandCall {
  readonly io: Io;
  readonly t: Messages;
  /** The options that were given, checked. */
  readonly given: Given;
  /** The word after the command's name, where it takes one. */
  readonly operand: string | undefined;
}

/** What a command has to say. */
export interface CommandReport {
  readonly exitCode: number;
  /** For a person, without the last line's end. */
  readonly text: string;
  /** For a program, under `--json`: `ok` and `version` are put before it. */
  readonly document?: object;
}

export type Command = (call: CommandCall) => CommandReport | Promise<CommandReport>;

interface CommandSpec {
  /** The flags that it takes, besides those of every command. */
  readonly flags: readonly (OptionName | ControlName)[];
  /** The one word that it needs after its name. */
  readonly operand?: { readonly name: string; readonly choices: readonly string[] };
  /** Loaded when it is called, since most runs call none. */
  readonly load: () => Promise<Command>;
}

const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What the program does besides making projects. Parsing, help, completion and the README follow from it. */
export const commandTable = {
  list: { flags: ["json"], load: async () => (await import("./list.ts")).list },
  completion: {
    flags: [],
    operand: { name: "shell", choices: SHELLS },
    load: async () => (await import("./completion.ts")).completion,
  },
  doctor: {
    flags: ["framework", "packageManager", "port", "json"],
    load: async () => (await import("./doctor.ts")).doctor,
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof commandTable;

export const commandNames = Object.keys(commandTable) as readonly CommandName[];

/** A command's specification, with the optional fields visible. */
export const commandOf = (name: CommandName): CommandSpec => commandTable[name];

const FLAGS_OF_ALL: readonly string[] = ["lang", "debugCli", "help", "version"];

/** The names of the options and controls that a command takes. */
export const flagNamesOf = (name: CommandName): readonly string[] => [
  ...commandOf(name).flags,
  ...FLAGS_OF_ALL,
];

export const isCommandName = (word: string | undefined): word is CommandName =>
  word !== undefined && Object.hasOwn(commandTable, word);

/** A command with the word that it takes: `completion <bash|zsh|fish>`. */
export function usageOf(name: CommandName): string {
  const { operand } = commandOf(name);
  return operand ? `${name} <${operand.choices.join("|")}>` : name;
}
