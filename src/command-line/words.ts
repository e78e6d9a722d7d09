import { type CommandName, commandOf, flagNamesOf, isCommandName } from "../commands/table.ts";
import { flagOf } from "../options/names.ts";
import type { Problem } from "../options/problems.ts";
import { isAssignment } from "./assignments.ts";

/** What the words of a command line are that are no flags. */
export interface Words {
  readonly command?: CommandName;
  /** The word that the command takes. */
  readonly operand?: string;
  readonly directory?: string;
  readonly problems: readonly Problem[];
}

type Flags = Readonly<Record<string, string>>;

/**
 * Sorts the words: a command and what it takes, or the folder. A folder of a command's name is written `./list`.
 * @param flags the flags that were given, with their values
 */
export function sortWords(words: readonly string[], flags: Flags): Words {
  const [first, ...rest] = words;
  if (isCommandName(first)) return commandWords(first, rest, flags);
  const problems = rest.map(
    (value): Problem => ({ kind: "surplus", option: "directory", label: value, value }),
  );
  return { ...(first !== undefined && { directory: first }), problems };
}

function commandWords(command: CommandName, words: readonly string[], flags: Flags): Words {
  const { operand } = commandOf(command);
  const [given, ...surplus] = operand ? words : [undefined, ...words];
  const takes = flagNamesOf(command);
  const problems: Problem[] = [
    ...surplus.map((value) => ({ kind: "surplusWord", option: command, label: command, value }) as const),
    ...Object.entries(flags)
      .filter(([option]) => !takes.includes(option))
      .map(([option, value]) => {
        const choices = takes.map(flagOf);
        return { kind: "notForCommand", option, label: flagOf(option), value, command, choices } as const;
      }),
  ];
  if (operand && !operand.choices.includes(given ?? "")) {
    const kind = given === undefined ? "noValue" : "notAllowed";
    const { name: option, choices } = operand;
    problems.push({ kind, option, label: command, value: given ?? "", choices });
  }
  return { command, ...(given !== undefined && { operand: given }), problems };
}

/** A folder as it is to be typed, so that it is taken for nothing else. */
export function directoryWord(directory: string): string {
  const isTakenForMore = directory.startsWith("-") || isCommandName(directory) || isAssignment(directory);
  return isTakenForMore ? `./${directory}` : directory;
}
