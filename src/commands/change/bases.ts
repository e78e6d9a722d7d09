import { type EarlierPlan, earlierPlan } from "../../effects/earlier-version.ts";
import type { WorkTree } from "../../effects/work-tree.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import { hashOf } from "../../plan/plan.ts";
import type { Base, Files, Present } from "../../plan/reconcile.ts";
import type { Project } from "./project.ts";

/** What a project's files were when they were planned. */
export interface Bases {
  readonly base: Base;
  /** Why the project's version could not be run to find out, where that was tried. */
  readonly failed?: Extract<EarlierPlan, { command: string }>;
}

interface Search {
  readonly project: Project;
  /** What this version makes of the project's answers, and of the new ones. */
  readonly plans: readonly Files[];
  readonly disk: ReadonlyMap<string, Present>;
  readonly workTree: WorkTree | undefined;
  /** Files that were renamed, which are looked for by their hashes: by the planned path, the one that is there. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * Finds for each file of a project what was planned: on the disk, where nobody has touched it; in what this version
 * plans; in the history of the project's repository; and in what the project's version makes of its answers.
 */
export async function findBases(io: Io, search: Search): Promise<Bases> {
  const { project, plans, disk, workTree, renamed } = search;
  const { hashes } = project;
  if (!hashes) return withoutHashes(io, search);
  const sha256 = await loadSha256();
  const fits = (path: string) => (text: string) =>
    hashOf(text.replaceAll("\r\n", "\n"), sha256) === hashes.get(path);
  const base = new Map<string, string | undefined>();
  const missing: string[] = [];
  for (const path of hashes.keys()) {
    io.signal.throwIfAborted();
    const present = disk.get(renamed.get(path) ?? path);
    const known = [present?.text, ...plans.map((files) => files.get(path)?.toString())];
    // What is not there needs no base.
    const found =
      known.find((text) => text !== undefined && fits(path)(text)) ??
      (present && (await workTree?.findInHistory(path, fits(path))));
    base.set(path, found?.replaceAll("\r\n", "\n"));
    if (present && found === undefined) missing.push(path);
  }
  if (missing.length === 0) return { base };
  const earlier = await earlierPlanOf(io, project);
  if (!("files" in earlier)) return { base, failed: earlier };
  for (const path of missing) {
    const text = earlier.files.get(path);
    if (text !== undefined && fits(path)(text)) base.set(path, text);
  }
  return { base };
}

async function withoutHashes(io: Io, { project, plans }: Search): Promise<Bases> {
  const earlier = await earlierPlanOf(io, project);
  if ("files" in earlier) return { base: earlier.files };
  // Of the files that are planned now, those that are there may have been edited, or not.
  const unknown = plans.flatMap((files) => [...files.keys()]).map((path) => [path, undefined] as const);
  return { base: new Map(unknown), failed: earlier };
}

const earlierPlanOf = (io: Io, { version, options, answers }: Project): Promise<EarlierPlan> =>
  earlierPlan(io, { version, manager: options.packageManager, answers });
