import { flagOf } from "../options/names.ts";
import type { Problem } from "../options/problems.ts";
import { type ControlName, controlOf, isControl, type OptionName } from "../options/table.ts";
import { isAssignment } from "./assignments.ts";
import { hasOddDash } from "./meant.ts";

/** What may follow the name of a command. */
export interface CommandSyntax {
  /** The flags that it takes, besides those of every command. */
  readonly flags: readonly (OptionName | ControlName)[];
  /** The one word that it needs after its name: one of some, or any. */
  readonly operand?: { readonly name: string; readonly choices?: readonly string[] };
}

/** The commands that there are, by their names. */
export type Syntaxes = Readonly<Record<string, CommandSyntax>>;

/** What many programs take as a command; here they are flags. */
const CONTROL_WORDS = ["help", "version"] as const;

const FLAGS_OF_ALL: readonly string[] = ["lang", "debugCli", "help", "version"];

/** The names of the options and controls that a command takes. */
export const flagNamesOf = ({ flags }: CommandSyntax): readonly string[] => [...flags, ...FLAGS_OF_ALL];

/** What the words of a command line are that are no flags. */
export interface Words {
  readonly command?: string;
  /** The word that the command takes. */
  readonly operand?: string;
  readonly directory?: string;
  /** The flag that its first word stands for. */
  readonly control?: (typeof CONTROL_WORDS)[number];
  readonly problems: readonly Problem[];
}

type Flags = Readonly<Record<string, string>>;

/**
 * Sorts the words: a command and what it takes, or the folder. A folder of a command's name is written `./list`.
 * @param flags the flags that were given, with their values
 */
export function sortWords(words: readonly string[], flags: Flags, commands: Syntaxes): Words {
  const [first, ...rest] = words;
  const syntax = first !== undefined && syntaxOf(first, commands);
  if (syntax) return commandWords(first, syntax, rest, flags);
  const control = CONTROL_WORDS.find((word) => word === first);
  if (control) return { control, problems: [] };
  const problems = rest.map(
    (value): Problem => ({ kind: "surplus", option: "directory", label: value, value }),
  );
  return {
    ...(first !== undefined && { directory: first }),
    problems: [...problems, ...onlyForCommands(flags, commands)],
  };
}

/** A flag's value as it may be repeated. */
const told = (option: string, value: string): string => (option === "key" ? "" : value);

function onlyForCommands(flags: Flags, commands: Syntaxes): Problem[] {
  return Object.entries(flags)
    .filter(([option]) => isControl(option) && controlOf(option).isOfCommands)
    .map(([option, value]) => {
      const choices = Object.keys(commands).filter((name) => commands[name]?.flags.includes(option as never));
      return { kind: "onlyForCommands", option, label: flagOf(option), value: told(option, value), choices };
    });
}

const syntaxOf = (word: string, commands: Syntaxes): CommandSyntax | undefined =>
  Object.hasOwn(commands, word) ? commands[word] : undefined;

function commandWords(command: string, syntax: CommandSyntax, words: readonly string[], flags: Flags): Words {
  const { operand } = syntax;
  const [given, ...surplus] = operand ? words : [undefined, ...words];
  const takes = flagNamesOf(syntax);
  const problems: Problem[] = [
    ...surplus.map((value) => ({ kind: "surplusWord", option: command, label: command, value }) as const),
    ...Object.entries(flags)
      .filter(([option]) => !takes.includes(option))
      .map(([option, value]) => {
        const choices = takes.map(flagOf);
        const about = { option, label: flagOf(option), value: told(option, value) };
        return { kind: "notForCommand", ...about, command, choices } as const;
      }),
  ];
  if (operand && !(operand.choices?.includes(given ?? "") ?? given)) {
    const kind = given === undefined ? "noValue" : "notAllowed";
    const { name: option, choices = [option.toUpperCase()] } = operand;
    problems.push({ kind, option, label: command, value: given ?? "", choices });
  }
  return { command, ...(given !== undefined && { operand: given }), problems };
}

/** A folder as it is to be typed, so that it is taken for nothing else. */
export function directoryWord(directory: string, commands: Syntaxes): string {
  const isTakenForMore =
    directory.startsWith("-") ||
    hasOddDash(directory) ||
    syntaxOf(directory, commands) !== undefined ||
    CONTROL_WORDS.some((word) => word === directory) ||
    isAssignment(directory);
  return isTakenForMore ? `./${directory}` : directory;
}
