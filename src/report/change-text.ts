import { createTwoFilesPatch, formatPatch, structuredPatch } from "diff";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { spelt } from "../plain.ts";
import { type FileChange, isMoved } from "../plan/changes.ts";
import { MOST_EDITS } from "../plan/merge/matches.ts";
import type { Present } from "../plan/reconcile.ts";
import { commandsAfterChange } from "./change-next.ts";
import type { Outcome } from "./outcome.ts";
import { withTail } from "./tail.ts";
import { countsText, seenFrom } from "./text.ts";

/** Lines of one list: with all lists, what people read stays on a screen. */
const MOST_LINES = 10;

/** What happens to a project, on a screen: files by what happens to them, what is new, and the way back. */
export function changeText(outcome: Outcome, io: Io, t: Messages): string {
  const { changes, change, directory = "" } = outcome;
  if (!change) return "";
  const folder = seenFrom(io.cwd, directory);
  const moved = changes.filter((file) => isMoved(file) || file.action === "conflict");
  const { from, to, news, failed } = change;
  const title = from === to ? t.change.title(folder, to) : t.change.titleBetween(folder, from, to);
  if (moved.length === 0) return `${title}\n${t.change.nothing}`;
  return [
    title,
    `  ${countsText(moved, t)}`,
    ...group(
      moved.filter(({ action }) => action !== "conflict").map((file) => changed(file, t)),
      t,
    ),
    ...group(kept(changes, t), t),
    ...(news.length > 0
      ? [
          t.change.news,
          ...group(
            news.map((item) => `  - ${item}`),
            t,
          ),
        ]
      : []),
    ...(failed ? [withTail(t.change.failed(failed.command), failed.output)] : []),
  ].join("\n");
}

const changed = ({ path, action, planned }: FileChange, t: Messages): string => {
  const word = t.report.actions[action].padEnd(
    Math.max(...Object.values(t.report.actions).map(({ length }) => length)),
  );
  // A new one was nowhere else.
  const was = planned === undefined || action === "create" ? "" : ` ${t.change.renamed(spelt(planned))}`;
  return `  ${word}  ${spelt(path)}${was}`;
};

/** What the user has done that stays so, where somebody may wonder: files removed, and files that are ours no more. */
function kept(changes: readonly FileChange[], t: Messages): string[] {
  const stays = changes.filter(({ action }) => action === "keep");
  return [
    ...stays.filter(({ seen }) => !seen).map(({ path }) => `  ${t.change.staysAway(spelt(path))}`),
    ...stays.filter(({ isOrphan }) => isOrphan).map(({ path }) => `  ${t.change.stays(spelt(path))}`),
  ];
}

function group(lines: readonly string[], t: Messages): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES - 1), `  ${t.change.more(lines.length - MOST_LINES + 1)}`];
}

/** What changes in each file, one behind the other. */
export const diffText = (changes: readonly FileChange[]): string =>
  changes.flatMap(({ patch }) => (patch === undefined ? [] : [speltPatch(patch)])).join("\n");

/** Of what acts on who shows it, tabs and the ends of lines are let through: without them it is no patch. */
const speltPatch = (patch: string): string =>
  patch
    .split(/(\t|\r?\n|\r$)/)
    .map((part, index) => (index % 2 === 0 ? spelt(part) : part))
    .join("");

function patchOfAll(names: readonly [string, string], before: string, after: string): string {
  const [out, into] = [structuredPatch(...names, before, ""), structuredPatch(...names, "", after)];
  const linesOf = ({ hunks }: typeof out) => hunks.flatMap(({ lines }) => lines);
  const counts = { oldLines: out.hunks[0]?.oldLines ?? 0, newLines: into.hunks[0]?.newLines ?? 0 };
  const hunk = { oldStart: 1, newStart: 1, ...counts, lines: [...linesOf(out), ...linesOf(into)] };
  return formatPatch({ ...out, hunks: [hunk] });
}

/** A change with what it changes, as a patch that `git apply` takes. */
export function withPatch(change: FileChange, disk: ReadonlyMap<string, Present>): FileChange {
  if (!isMoved(change)) return change;
  const { path, action, content } = change;
  const present = disk.get(path);
  const [before, after] = [present?.text ?? "", action === "delete" ? "" : content.toString()];
  const names = [
    present ? `a/${path}` : "/dev/null",
    action === "delete" ? "/dev/null" : `b/${path}`,
  ] as const;
  // Where to compare them would take too long, all that was there goes, and all that is new comes.
  const patch =
    createTwoFilesPatch(...names, before, after, undefined, undefined, { maxEditLength: MOST_EDITS }) ??
    patchOfAll(names, before, after);
  return { ...change, patch: patch.slice(patch.indexOf("\n") + 1, -1) };
}

/** What is told of a change that has gone well, and what is left to do. */
export function changedText(outcome: Outcome, io: Io, t: Messages): string {
  const { change, changes } = outcome;
  if (!change || !changes.some(isMoved)) return t.change.upToDate;
  const commands = commandsAfterChange(outcome, io);
  return [
    change.from === change.to ? t.change.done : t.change.doneTo(change.to),
    ...(commands.length > 0 ? [t.report.next, ...commands.map((command) => `  ${command}`)] : []),
  ].join("\n");
}
