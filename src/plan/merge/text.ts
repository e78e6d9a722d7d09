import { merge3, type Part, type Unit } from "./merge3.ts";
import { linesWithTokens, reline } from "./reline.ts";

/** What comes of a file that two have changed. */
export interface Merged {
  readonly content: string;
  /** The places where both have changed the same; they are marked in the file as git does it. */
  readonly conflicts: number;
}

/** What one file is in three plans: as it was made, as the user has it, as it is made now. */
export interface Versions {
  /** In the project, with `/` between segments. */
  readonly path: string;
  readonly base: string;
  readonly yours: string;
  readonly next: string;
}

/** How the three are called where they are in conflict. */
export const LABELS = { yours: "yours", base: "base", next: "new" } as const;

/**
 * Merges line by line. Where that leaves conflicts, the user's text may have been laid out by another formatter: then
 * its lines are looked for in that.
 */
export function mergeText(versions: Versions): Merged {
  const { base, yours } = versions;
  // Some editors leave the last line end out, or write several. The lines are the same.
  if (yours.trim() !== "" && endOf(yours) !== endOf(base)) {
    const { content, conflicts } = mergeText({ ...versions, yours: yours.trimEnd() + endOf(base) });
    return { content: conflicts === 0 ? content.trimEnd() + endOf(yours) : content, conflicts };
  }
  const parts = mergeLines(versions);
  if (conflictsIn(parts).length === 0) return { content: textOf(parts), conflicts: 0 };
  const laidOut = mergeLaidOut(versions);
  const isBetter = laidOut !== undefined && linesIn(laidOut) < linesIn(parts);
  return {
    content: isBetter ? laidOutText(laidOut) + (endOf(yours) || "\n") : textOf(parts),
    conflicts: conflictsIn(isBetter ? laidOut : parts).length,
  };
}

type Clash = Exclude<Part, { text: string }>;

const conflictsIn = (parts: readonly Part[]): Clash[] => parts.filter((part) => !("text" in part)) as Clash[];

/** How many lines of the user's are in conflict. */
const linesIn = (parts: readonly Part[]): number =>
  conflictsIn(parts).reduce((sum, { yours, base }) => sum + `${yours}${base}`.split("\n").length, 0);

const linesOf = (text: string): Unit[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => ({ key: line, text: line }));

const mergeLines = ({ base, yours, next }: Versions): Part[] =>
  merge3(linesOf(base), linesOf(yours), linesOf(next));

const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => ("text" in part ? part.text : marked(part))).join("");

function mergeLaidOut({ path, base, yours, next }: Versions): Part[] | undefined {
  const own = reline(base, yours, path);
  return own && merge3(linesWithTokens(base, path), own, linesWithTokens(next, path));
}

/** The blanks that a text ends with, line ends among them. */
const endOf = (text: string) => text.slice(text.trimEnd().length);

/** Here, the line ends stand before what they belong to, and what is at the end of all is left out. */
function laidOutText(parts: readonly Part[]): string {
  let content = "";
  let before: "yours" | "next" | undefined;
  for (const part of parts) {
    const isText = "text" in part;
    const text = isText ? part.text : `\n${marked(withoutLineEnds(part)).slice(0, -1)}`;
    if (text === "") continue;
    const from = isText ? part.from : undefined;
    // What comes from elsewhere begins on a line of its own: what is before it may end in a comment.
    const isAfterOwn = content === "" || (from !== undefined && from === before);
    content += isAfterOwn || /^[^\S\n]*\n/.test(text) ? text : `\n${text}`;
    before = from;
  }
  return content.replace(/^\n/, "").trimEnd();
}

const withoutLineEnds = ({ yours, base, next }: Clash): Clash => {
  const bare = (text: string) => text.replace(/^[^\S\n]*\n/, "");
  return { yours: bare(yours), base: bare(base), next: bare(next) };
};

/** A conflict as git marks it. */
function marked({ yours, base, next }: Clash): string {
  const block = (text: string) => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
  return [
    `<<<<<<< ${LABELS.yours}\n${block(yours)}`,
    `||||||| ${LABELS.base}\n${block(base)}`,
    `=======\n${block(next)}`,
    `>>>>>>> ${LABELS.next}\n`,
  ].join("");
}
