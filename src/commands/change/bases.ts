import { type EarlierPlan, earlierPlan } from "../../effects/earlier-version.ts";
import type { WorkTree } from "../../effects/work-tree.ts";
import { UserError } from "../../errors.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { hashOf } from "../../plan/plan.ts";
import { asPlanned, type Base, type Files, type Present } from "../../plan/reconcile.ts";
import type { Tell } from "../../steps/step.ts";
import { version } from "../../version.ts";
import type { Project } from "./project.ts";

/** What a project's files were when they were planned. */
export interface Bases {
  readonly base: Base;
  /** Why the project's version could not be run to find out, where that was tried. */
  readonly failed?: Extract<EarlierPlan, { command: string }>;
}

/** What the search for them needs to know. */
export interface Search {
  readonly project: Project;
  /** What this version makes of the project's answers. */
  readonly before: Files;
  /** What it makes of the new ones. */
  readonly next: Files;
  readonly disk: ReadonlyMap<string, Present>;
  readonly workTree: WorkTree | undefined;
  /** Files that were renamed, which are looked for by their hashes: by the planned path, the one that is there. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Whether to go on where nobody knows what any file was. */
  readonly isForced: boolean;
  readonly tell: Tell;
}

/**
 * Finds for each file of a project what was planned: on the disk, where nobody has touched it; in what this version
 * plans; in the history of the project's repository; and in what the project's version makes of its answers.
 */
export async function findBases(io: Io, search: Search): Promise<Bases> {
  const { project, before, next, disk, workTree, renamed } = search;
  const { hashes } = project;
  if (!hashes) return withoutHashes(io, search);
  const sha256 = await loadSha256();
  const fits = (path: string) => (text: string) => hashOf(asPlanned(text), sha256) === hashes.get(path);
  const base = new Map<string, string | undefined>();
  const missing = new Map<string, (text: string) => boolean>();
  for (const path of hashes.keys()) {
    io.signal.throwIfAborted();
    const present = disk.get(renamed.get(path) ?? path);
    const known = [present?.text, ...[next, before].map((files) => files.get(path)?.toString())];
    const found = known.find((text) => text !== undefined && fits(path)(text));
    base.set(path, found && asPlanned(found));
    // What is not there needs no base.
    if (present && found === undefined) missing.set(path, fits(path));
  }
  for (const [path, text] of (await workTree?.findInHistory(missing)) ?? []) {
    base.set(path, asPlanned(text));
    missing.delete(path);
  }
  if (missing.size === 0) return { base };
  const earlier = await earlierPlanOf(io, search);
  if (!("files" in earlier)) return { base, failed: earlier };
  // Where the hash is another, that was changed by hand: what the version makes of the answers is as good as known.
  for (const path of missing.keys()) base.set(path, earlier.files.get(path)?.toString());
  return { base };
}

/** @throws UserError where nobody knows what any file was, and there is no word that all may be in conflict */
async function withoutHashes(io: Io, search: Search): Promise<Bases> {
  const earlier = await earlierPlanOf(io, search);
  if ("files" in earlier) return { base: earlier.files };
  if (!search.isForced) {
    throw new UserError("BASE_UNKNOWN", ["baseUnknown", search.project.version, earlier.command], {
      hint: ["baseUnknownHint"],
      output: earlier.output,
    });
  }
  // Those that are there may have been edited, or not.
  return { base: new Map([...search.disk.keys()].map((path) => [path, undefined])), failed: earlier };
}

async function earlierPlanOf(
  io: Io,
  { project, before, tell }: Search,
): Promise<{ readonly files: Files } | Extract<EarlierPlan, { command: string }>> {
  const { options, answers } = project;
  // The same version makes the same of the same answers.
  if (project.version === version) return { files: before };
  await tell({ kind: "askingVersion", version: project.version });
  return earlierPlan(io, { version: project.version, manager: options.packageManager, answers });
}
