import type { CommandSyntax } from "../command-line/words.ts";
import { featureNames } from "../features/rules.ts";
import { handlerNames } from "../handlers/index.ts";
import type { Command } from "./command.ts";
import { SHELLS } from "./completion/shells.ts";
import { create } from "./create.ts";

interface CommandSpec {
  /** What may follow its name. Without it, it is the command of a line that names none, and takes all flags. */
  readonly syntax?: CommandSyntax;
  /** Loads it when it is called, since most runs make a project. */
  readonly load: () => Promise<Command>;
}

/** The flags of those that change a project. */
const CHANGING = ["install", "verify", "dryRun", "diff", "force", "undo", "yes", "json"] as const;

/** What the program does. Parsing, help, completion and the README follow from it. */
const commandTable = {
  create: { load: async () => create },
  add: {
    syntax: {
      flags: [...CHANGING, "into", "framework", "prefix"],
      operand: {
        name: "names",
        choices: [...featureNames, ...handlerNames],
        isOptional: true,
        isSigned: true,
      },
    },
    load: async () => (await import("./add.ts")).add,
  },
  update: {
    syntax: { flags: CHANGING, operand: { name: "folder", isOptional: true } },
    load: async () => (await import("./update.ts")).update,
  },
  list: { syntax: { flags: ["json"] }, load: async () => (await import("./list.ts")).list },
  completion: {
    syntax: { flags: [], operand: { name: "shell", choices: SHELLS } },
    load: async () => (await import("./completion.ts")).completion,
  },
  check: {
    syntax: { flags: ["key", "model", "only", "json"], operand: { name: "url" } },
    load: async () => (await import("./check.ts")).check,
  },
  grade: {
    syntax: { flags: ["csv", "json"], operand: { name: "folder" } },
    load: async () => (await import("./grade.ts")).grade,
  },
  doctor: {
    syntax: { flags: ["framework", "handler", "packageManager", "port", "json"] },
    load: async () => (await import("./doctor.ts")).doctor,
  },
} as const satisfies Record<string, CommandSpec>;

/** The commands that are called by their names. */
export type CommandName = {
  [Name in keyof typeof commandTable]: (typeof commandTable)[Name] extends { syntax: unknown } ? Name : never;
}[keyof typeof commandTable];

/** What may follow the name of each command that has to be named. */
export const syntaxes = Object.fromEntries(
  Object.entries<CommandSpec>(commandTable).flatMap(([name, { syntax }]) => (syntax ? [[name, syntax]] : [])),
) as Readonly<Record<CommandName, CommandSyntax>>;

export const commandNames = Object.keys(syntaxes) as readonly CommandName[];

/** Loads a command by the name that a command line gives, if it gives one. */
export const loadCommand = (name = "create"): Promise<Command> =>
  commandTable[name as keyof typeof commandTable].load();

/** A command with the word that it takes: `completion <shell>`. */
export function usageOf(name: CommandName): string {
  const { operand } = syntaxes[name];
  if (!operand) return name;
  return `${name} ${operand.isOptional ? `[${operand.name}]` : `<${operand.name}>`}`;
}
