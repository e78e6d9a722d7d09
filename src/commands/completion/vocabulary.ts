import { flagNamesOf, type Syntaxes } from "../../command-line/words.ts";
import type { Messages } from "../../i18n/messages.ts";
import { kindOf } from "../../options/kinds/index.ts";
import { flagOf } from "../../options/names.ts";
import {
  type ControlName,
  controlNames,
  controlOf,
  isControl,
  type OptionName,
  shownOptionNames,
  specOf,
} from "../../options/table.ts";

/** A flag as shells complete it. */
export interface CompletedFlag {
  /** With its dashes. */
  readonly flag: string;
  /** With its dash. */
  readonly alias?: string | undefined;
  readonly description: string;
  /** What stands after it: one of some words, or several with commas between them, a file, any text; or, without this, nothing. */
  readonly value?: {
    readonly name: string;
    readonly choices: readonly string[];
    readonly isSeveral: boolean;
    readonly isFile: boolean;
    /** Whether it may be missing; if not, it is joined to the flag: `--verify=deploy`. */
    readonly isOptional?: true;
  };
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  /** The words of which it takes one. */
  readonly operands: readonly string[];
  readonly flags: readonly CompletedFlag[];
}

/** All that can stand on the command line. */
export interface Vocabulary {
  /** The flags with which a project is made. */
  readonly flags: readonly CompletedFlag[];
  /** These, and those of commands alone. */
  readonly allFlags: readonly CompletedFlag[];
  readonly commands: readonly CompletedCommand[];
  /** What the folder is called. */
  readonly folder: string;
}

export function vocabulary(commands: Syntaxes, t: Messages): Vocabulary {
  const flagNames = [...shownOptionNames.filter((name) => !specOf(name).positional), ...controlNames];
  const isOfCommands = (name: string) => isControl(name) && controlOf(name).isOfCommands;
  return {
    flags: flagNames.filter((name) => !isOfCommands(name)).flatMap((name) => describeFlag(name, t)),
    allFlags: flagNames.flatMap((name) => describeFlag(name, t)),
    commands: Object.entries(commands).map(([name, syntax]) => ({
      name,
      description: t.commands[name as keyof Messages["commands"]],
      operands: syntax.operand?.choices ?? [],
      flags: flagNames
        .filter((flag) => flagNamesOf(syntax).includes(flag))
        .flatMap((flag) => describeFlag(flag, t)),
    })),
    folder: t.options.directory,
  };
}

function describeFlag(name: OptionName | ControlName, t: Messages): CompletedFlag[] {
  const flag = flagOf(name);
  if (isControl(name)) {
    const { alias, value } = controlOf(name);
    const isFile = value === "FILE";
    return [
      {
        flag,
        alias: alias && `-${alias}`,
        description: t.controls[name],
        ...(value !== undefined && { value: { name: value, choices: [], isSeveral: false, isFile } }),
      },
    ];
  }
  const spec = specOf(name);
  const description = t.options[name];
  const kind = kindOf(spec);
  if (!kind.takesValue) {
    const off = { flag: flag.replace("--", "--no-"), description: t.help.turnOff(description) };
    const choices = kind.choices(spec);
    const value = { name, choices, isSeveral: false, isFile: false, isOptional: true } as const;
    return [{ flag, description, ...(choices.length > 0 && { value }) }, off];
  }
  const alias = spec.alias && `-${spec.alias}`;
  const value = { name, choices: kind.choices(spec), isSeveral: kind.isSeveral === true, isFile: false };
  return [{ flag, alias, description, value }];
}

/** The spellings of a flag. */
export const spellingsOf = ({ flag, alias }: CompletedFlag): string[] => [flag, ...(alias ? [alias] : [])];
