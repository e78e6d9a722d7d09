import type { WorkTree } from "../../effects/work-tree.ts";
import { UserError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { LABELS } from "../../plan/merge/text.ts";
import type { Present } from "../../plan/reconcile.ts";
import { readDisk } from "./disk.ts";

/** What is laid beside a file that can't be merged. */
export const besideOf = (path: string): string => `${path}.new`;

const MARK = new RegExp(`^<<<<<<< ${LABELS.yours}\\r?$`, "m");

/** @throws UserError where conflicts are left from an earlier update or add, which it names */
export async function refuseUnresolved(
  io: Io,
  folder: string,
  disk: ReadonlyMap<string, Present>,
  workTree: WorkTree | undefined,
): Promise<void> {
  const marked = [...disk]
    .filter(([, { text }]) => text !== undefined && MARK.test(text))
    .map(([path]) => path);
  const beside = await readDisk(io, folder, [...disk.keys()].map(besideOf));
  const paths = new Set([...((await workTree?.unmerged()) ?? []), ...marked, ...beside.keys()]);
  if (paths.size === 0) return;
  throw new UserError("UNRESOLVED", ["unresolved", [...paths]], { hint: ["unresolvedHint"] });
}
