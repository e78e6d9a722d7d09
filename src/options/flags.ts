import parser from "yargs-parser";
import type { CommandName } from "../commands/table.ts";
import { flagsOfAssignments, isAssignment } from "./assignments.ts";
import { flagOf, nearest } from "./names.ts";
import type { Problem } from "./problems.ts";
import { type ControlName, controlTable, type OptionName, optionNames, specOf } from "./table.ts";
import { sortWords } from "./words.ts";

/** The command line as it was typed: names known, values not yet read. */
export interface CommandLine {
  /** Instead of a project to make. */
  readonly command?: CommandName;
  readonly operand?: string;
  /** Each option that was given, as text. */
  readonly given: Readonly<Partial<Record<OptionName, string>>>;
  readonly controls: Readonly<Partial<Record<ControlName, string>>>;
  /** The words that are no flags and assign nothing. */
  readonly positionals: readonly string[];
  readonly problems: readonly Problem[];
}

interface Flag {
  readonly name: string;
  /** Without the dashes. */
  readonly flag: string;
  readonly alias: string | undefined;
  readonly takesValue: boolean;
}

const flags: readonly Flag[] = [
  ...optionNames
    .filter((name) => !specOf(name).positional)
    .map((name) => ({ name, alias: specOf(name).alias, takesValue: specOf(name).type !== "switch" })),
  ...Object.entries<{ alias?: string; value?: string }>(controlTable).map(([name, spec]) => ({
    name,
    alias: spec.alias,
    takesValue: spec.value !== undefined,
  })),
].map((flag) => ({ ...flag, flag: flagOf(flag.name).slice(2) }));

const byFlag = new Map(flags.flatMap((flag) => [flag.flag, flag.alias].map((key) => [key, flag])));

/** Every flag that there is, as it is typed. */
export const allFlags = flags.map(({ flag }) => `--${flag}`);

/**
 * Reads the command line. A `--` is skipped: npm drops it, other package managers hand it on. Of a flag that
 * is given twice the last counts, and a flag beats an assignment (`port=9100`).
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const flagged = readFlags(argv.filter((word) => word !== "--"));
  const assignments = flagsOfAssignments(flagged.positionals, flags);
  const assigned = readFlags(assignments.flagWords);
  const positionals = flagged.positionals.filter((word) => !isAssignment(word));
  const seen = { ...assigned.given, ...flagged.given };

  const { directory, problems, ...command } = sortWords(positionals, seen);
  const given = { ...seen, ...(directory !== undefined && { directory }) };
  const pick = (isWanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => isWanted(name)));
  return {
    ...command,
    given: pick((name) => !(name in controlTable)),
    // A control that was switched off is as one that was not given.
    controls: pick((name) => name in controlTable && (name === "answers" || seen[name] === "true")),
    positionals,
    problems: [...flagged.problems, ...assignments.problems, ...assigned.problems, ...problems],
  };
}

/** The values of the flags, as text; the words that are no flags; and what is wrong with either. */
function readFlags(words: readonly string[]) {
  const problems: Problem[] = words.flatMap(oddSwitch);
  const given: Record<string, string> = {};
  const { _: positionals, ...parsed } = parse(words, (flag) => problems.push(noValue(flag)));
  for (const [key, value] of Object.entries(parsed)) {
    const flag = byFlag.get(key);
    const isNegated = value === false && flag?.takesValue !== false;
    if (!flag || isNegated) problems.push(unknownFlag(key, isNegated));
    else given[flag.name] = String([value].flat().at(-1));
  }
  return { given, positionals: positionals.map(String), problems };
}

function parse(words: readonly string[], onMissingValue: (flag: string) => void) {
  const withValue = flags.filter((flag) => flag.takesValue).map(({ flag }) => flag);
  return parser.detailed([...words], {
    string: [...withValue, "_"],
    boolean: flags.filter((flag) => !flag.takesValue).map(({ flag }) => flag),
    alias: Object.fromEntries(flags.flatMap(({ flag, alias }) => (alias ? [[flag, alias]] : []))),
    narg: Object.fromEntries(withValue.map((flag) => [flag, 1])),
    configuration: {
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    },
    // The parser's only message is the one about a flag without its value.
    __: (_format: string, flag: string) => {
      onMissingValue(flag);
      return "";
    },
  } as Parameters<typeof parser.detailed>[1]).argv;
}

/** `--install=maybe`: the parser would take it for false. */
function oddSwitch(word: string): Problem[] {
  const [, flag = "", value = ""] = /^--(?:no-)?([^=]+)=(.*)$/su.exec(word) ?? [];
  const known = byFlag.get(flag);
  if (!known || known.takesValue || value === "true" || value === "false") return [];
  return [{ kind: "notAllowed", option: known.name, label: `--${flag}`, value }];
}

function noValue(key: string): Problem {
  const flag = byFlag.get(key);
  return { kind: "noValue", option: flag?.name ?? key, label: `--${flag?.flag ?? key}`, value: "" };
}

function unknownFlag(key: string, isNegated: boolean): Problem {
  const label = `${key.length === 1 ? "-" : "--"}${isNegated ? "no-" : ""}${key}`;
  return { kind: "unknown", option: key, label, value: label, nearest: nearest(label, allFlags) };
}
