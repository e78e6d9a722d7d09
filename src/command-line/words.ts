import { flagOf, nearest } from "../options/names.ts";
import type { Problem } from "../options/problems.ts";
import { type ControlName, controlOf, isControl, type OptionName } from "../options/table.ts";
import { isAssignment } from "./assignments.ts";
import { hasOddDash } from "./meant.ts";

/** What may follow the name of a command. */
export interface CommandSyntax {
  /** The flags that it takes, besides those of every command. */
  readonly flags: readonly (OptionName | ControlName)[];
  /** The word that it needs after its name: one of some, or any. */
  readonly operand?: OperandSyntax;
}

interface OperandSyntax {
  readonly name: string;
  readonly choices?: readonly string[];
  /** Whether it may be left out. */
  readonly isOptional?: true;
  /** Whether there may be several, each with a `+` or a `-` before it. */
  readonly isSigned?: true;
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
  /** The words that it takes, where there may be several. */
  readonly operands?: readonly string[];
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
  const meant = rest.length > 0 ? nearest(first ?? "", Object.keys(commands)) : undefined;
  const problems = (meant ? [first] : rest).map((value): Problem => {
    const about = { option: "directory", label: String(value), value };
    return meant ? { kind: "unknownCommand", ...about, nearest: meant } : { kind: "surplus", ...about };
  });
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

/** Whether a word is one with a sign before it that the command takes: `-docker` is no flag of `add`. */
export function isSigned(word: string, argv: readonly string[], commands: Syntaxes): boolean {
  const command = argv.find((other) => !other.startsWith("-"));
  const takesSigned = command !== undefined && syntaxOf(command, commands)?.operand?.isSigned;
  return takesSigned === true && /^-[a-z][a-z,-]+$/.test(word);
}

function commandWords(command: string, syntax: CommandSyntax, words: readonly string[], flags: Flags): Words {
  const { operand } = syntax;
  const count = operand ? (operand.isSigned ? words.length : 1) : 0;
  // Several names may be written with commas, too, as features are.
  const given = words.slice(0, count).flatMap((word) => (operand?.isSigned ? word.split(",") : word));
  const takes = flagNamesOf(syntax);
  const problems: Problem[] = [
    ...words.slice(count).map((value) => {
      const about = { option: command, label: command, value };
      if (!operand) return { kind: "surplusWord", ...about } as const;
      return { kind: "surplusOperand", ...about, choices: [operand.name.toUpperCase()] } as const;
    }),
    ...Object.entries(flags)
      .filter(([option]) => !takes.includes(option))
      .map(([option, value]) => {
        const choices = takes.map(flagOf);
        const about = { option, label: flagOf(option), value: told(option, value) };
        return { kind: "notForCommand", ...about, command, choices } as const;
      }),
    ...(operand ? operandProblems(command, operand, given) : []),
  ];
  const [first] = given;
  if (operand?.isSigned) return { command, operands: given, problems };
  return { command, ...(first !== undefined && { operand: first }), problems };
}

function operandProblems(command: string, operand: OperandSyntax, given: readonly string[]): Problem[] {
  const { name: option, choices, isOptional, isSigned } = operand;
  const problem = { option, label: command, choices: choices ?? [option.toUpperCase()] };
  if (given.length === 0) return isOptional ? [] : [{ ...problem, kind: "noValue", value: "" }];
  const bare = (word: string) => (isSigned ? word.replace(/^[-+]/, "") : word);
  return given
    .filter((word) => choices?.includes(bare(word)) === false)
    .map((value) => ({
      ...problem,
      kind: "notAllowed",
      value,
      nearest: nearest(bare(value), choices ?? []),
    }));
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
