import { nearest } from "../options/names.ts";
import type { Problem } from "../options/problems.ts";

/** A folder of such a name is written with `./` before it. */
const ASSIGNMENT = /^([A-Za-z][\w-]*)=(.*)$/s;

/** What the reader of assignments has to know of a flag. */
interface AssignableFlag {
  readonly name: string;
  /** Without the dashes. */
  readonly flag: string;
}

export const isAssignment = (word: string): boolean => ASSIGNMENT.test(word);

/**
 * Takes `port=9100` as `--port=9100`, for callers that keep flags, or the two dashes before them, to themselves.
 * The option's name may be the flag's or the one in camelCase.
 */
export function flagsOfAssignments(words: readonly string[], flags: readonly AssignableFlag[]) {
  const flagWords: string[] = [];
  const problems: Problem[] = [];
  for (const word of words.filter(isAssignment)) {
    const [, key = "", value = ""] = ASSIGNMENT.exec(word) ?? [];
    const known = flags.find(({ flag, name }) => flag === key || name === key);
    if (known) flagWords.push(`--${known.flag}=${value}`);
    else problems.push(unknown(word, key, flags));
  }
  return { flagWords, problems };
}

function unknown(word: string, key: string, flags: readonly AssignableFlag[]): Problem {
  const candidates = flags.flatMap(({ flag, name }) => [flag, name]);
  return { kind: "unknownKey", option: key, label: key, value: word, nearest: nearest(key, candidates) };
}
