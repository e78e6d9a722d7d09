import { parseArgs } from "node:util";
import { kindOf, type OptionSpec } from "../options/kinds/index.ts";
import type { Kind } from "../options/kinds/kind.ts";
import { switchTexts } from "../options/kinds/switch.ts";
import { flagOf, nearest } from "../options/names.ts";
import type { Problem } from "../options/problems.ts";
import {
  type ControlName,
  type ControlSpec,
  controlTable,
  isControl,
  isValued,
  type OptionName,
  optionTable,
} from "../options/table.ts";
import { flagsOfAssignments, isAssignment } from "./assignments.ts";
import { flagMeantBy, hasOddDash } from "./meant.ts";
import { flagNamesOf, isSigned, type Syntaxes, sortWords } from "./words.ts";

/** The command line as it was typed: names known, values not yet read. */
export interface CommandLine {
  /** Instead of a project to make. */
  readonly command?: string;
  readonly operand?: string;
  readonly operands?: readonly string[];
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
  readonly join: Kind<OptionSpec>["join"];
  /** Of a switch: the values that may follow it all the same. */
  readonly words: readonly string[];
}

type FlagSpec = Partial<Pick<OptionSpec, "type" | "alias" | "positional">> &
  ControlSpec & { words?: readonly string[] };

const flags: readonly Flag[] = Object.entries<FlagSpec>({ ...optionTable, ...controlTable })
  .filter(([, { positional }]) => !positional)
  .map(([name, { type, alias, value, words }]) => ({
    name,
    flag: flagOf(name).slice(2),
    alias,
    takesValue: type === undefined ? value !== undefined : kindOf({ type }).takesValue,
    join: type && kindOf({ type }).join,
    words: switchTexts(words ? { words } : {}),
  }));

const byName = new Map(flags.map((flag) => [flag.flag, flag]));

/** The flags by the whole words that stand for them. */
const byWord = new Map<string, Flag>();
for (const flag of flags) {
  byWord.set(`--${flag.flag}`, flag);
  if (flag.alias) byWord.set(`-${flag.alias}`, flag);
}

const parserOptions = Object.fromEntries(
  flags.map(({ flag, alias, takesValue }) => {
    const type = takesValue ? ("string" as const) : ("boolean" as const);
    return [flag, alias ? { type, short: alias } : { type }];
  }),
);

/** Every flag that there is, as it is typed. */
export const allFlags = flags.map(({ flag }) => `--${flag}`);

/** The flags that may be meant on a line of a command, or of none: its own, and what turns them off. */
function flagsToMean(command: string | undefined, commands: Syntaxes): string[] {
  const syntax = command === undefined ? undefined : commands[command];
  const names = syntax && flagNamesOf(syntax);
  return flags
    .filter(({ name }) => names?.includes(name) !== false)
    .flatMap(({ name, flag, takesValue }) =>
      takesValue || isControl(name) ? [`--${flag}`] : [`--${flag}`, `--no-${flag}`],
    );
}

/**
 * Reads the command line. A `--` is skipped: npm drops it, other package managers hand it on. Of a flag that
 * is given twice the last counts, unless it takes several values; a flag beats an assignment (`port=9100`).
 */
export function parseCommandLine(argv: readonly string[], commands: Syntaxes): CommandLine {
  const words = argv.filter((word) => word !== "--");
  const signed = words.filter((word) => isSigned(word, words, commands));
  const flagged = readFlags(words.filter((word) => !signed.includes(word)));
  const assignments = flagsOfAssignments(flagged.positionals, flags);
  const assigned = readFlags(assignments.flagWords);
  const positionals = [...flagged.positionals.filter((word) => !isAssignment(word)), ...signed];
  const seen = { ...assigned.given, ...flagged.given };

  const { directory, control, problems, ...command } = sortWords(positionals, seen, commands);
  const given: Readonly<Record<string, string>> = {
    ...seen,
    ...(control && { [control]: "true" }),
    ...(directory !== undefined && { directory }),
  };
  const meant = flagsToMean(command.command, commands);
  const pick = (isWanted: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => isWanted(name)));
  return {
    ...command,
    given: pick((name) => !isControl(name)),
    // A control that was switched off is as one that was not given.
    controls: pick((name) => isControl(name) && (isValued(name) || given[name] === "true")),
    positionals,
    problems: [...flagged.problems, ...assignments.problems, ...assigned.problems, ...problems].map(
      (problem) => withFlagMeant(problem, meant),
    ),
  };
}

/** The values of the flags, as text; the words that are no flags; and what is wrong with either. */
function readFlags(words: readonly string[]) {
  const given: Record<string, string> = {};
  const positionals: string[] = [];
  const give = ({ name, join }: Flag, text: string) => {
    const before = given[name];
    given[name] = before !== undefined && join ? join(before, text) : text;
  };
  const { args, problems } = joinValues(words);
  const { tokens } = parseArgs({
    args,
    options: parserOptions,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    const isNegated = name.startsWith("no-") && value === undefined;
    const flag = byName.get(isNegated ? name.slice("no-".length) : name);
    const text = flag?.takesValue ? value : isNegated ? "false" : (value ?? "true");
    if (!flag || (isNegated && flag.takesValue)) problems.push(unknownFlag(name, rawName));
    // An option may be empty, and is judged later on; a file's name is not.
    else if (text === undefined || (text === "" && isControl(flag.name))) problems.push(noValue(flag));
    else if (!flag.takesValue && !flag.words.includes(text)) problems.push(notSwitchValue(flag, text));
    // The parser has `-p=9100` as `-p` with the value `=9100`.
    else give(flag, rawName.startsWith("--") ? text : text.replace(/^=/, ""));
  }
  return { given, positionals, problems };
}

/**
 * Makes of the words what the parser takes right. It takes the next flag for the value of one that has none, and
 * the value of a switch (`--git false`) or of a flag that it does not know for another word.
 */
function joinValues(words: readonly string[]) {
  const problems: Problem[] = [];
  const args = words.flatMap((word, index) => {
    const before = words[index - 1] ?? "";
    const next = words[index + 1];
    const flag = byWord.get(word);
    if (hasOddDash(word)) {
      problems.push(unknownFlag(word, word));
      return [];
    }
    if (flag?.takesValue && !isValue(next)) {
      problems.push(noValue(flag));
      return [];
    }
    if (isOf(flag, next)) return [`--${flag?.flag}=${next}`];
    const isOfSwitch = isOf(byWord.get(before), word);
    const isOfUnknown = isUnknown(before) && isValue(word);
    return isOfSwitch || isOfUnknown ? [] : [word];
  });
  return { args, problems };
}

const isUnknown = (word: string) => hasOddDash(word) || (/^--(?!no-)[^=]+$/s.test(word) && !byWord.has(word));

/** Whether a word is the value of the switch before it. */
const isOf = (flag: Flag | undefined, word: string | undefined) =>
  flag?.takesValue === false && word !== undefined && flag.words.includes(word);

/** A negative number is a value, too. */
const isValue = (word: string | undefined) => word !== undefined && !/^-\D/.test(word);

function withFlagMeant(problem: Problem, flagsMeant: readonly string[]): Problem {
  const { kind, label } = problem;
  const others = (candidates: readonly string[]) => candidates.filter((flag) => flag !== label);
  switch (kind) {
    case "unknown":
      return { ...problem, nearest: (hasOddDash(label) ? flagMeantBy : nearest)(label, others(flagsMeant)) };
    case "surplus":
      return { ...problem, nearest: flagMeantBy(label, allFlags) };
    case "onlyForCommands":
      return { ...problem, nearest: nearest(label, others(allFlags)) };
    default:
      return problem;
  }
}

function notSwitchValue({ name, flag, words }: Flag, value: string): Problem {
  return { kind: "notAllowed", option: name, label: `--${flag}`, value, nearest: nearest(value, words) };
}

function noValue({ name, flag }: Flag): Problem {
  return { kind: "noValue", option: name, label: `--${flag}`, value: "" };
}

function unknownFlag(option: string, label: string): Problem {
  return { kind: "unknown", option, label, value: label };
}
