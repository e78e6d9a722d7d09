import type { ControlName, OptionName } from "../options/table.ts";

interface CommandSpec {
  /** The flags that it takes, besides those of every command. */
  readonly flags: readonly (OptionName | ControlName)[];
  /** The one word that it needs after its name. */
  readonly operand?: { readonly name: string; readonly choices: readonly string[] };
}

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof SHELLS)[number];

/** What the program does besides making projects. Parsing, help, completion and the README follow from it. */
export const commandTable = {
  list: { flags: ["json"] },
  completion: { flags: [], operand: { name: "shell", choices: SHELLS } },
  doctor: { flags: ["framework", "packageManager", "port", "json"] },
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

/** A command with the word that it takes: `completion <shell>`. */
export function usageOf(name: CommandName): string {
  const { operand } = commandOf(name);
  return operand ? `${name} <${operand.name}>` : name;
}
