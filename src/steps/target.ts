import { refuseFull } from "../effects/compare.ts";
import { orAbsent } from "../effects/or-absent.ts";
import { isOfTheDead } from "../effects/staging.ts";
import { inspectTarget, type Target } from "../effects/target.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { replanWith } from "./project.ts";

/** Looks at the target. One that holds nothing but what a killed run has moved there will be empty again. */
export async function openTarget(io: Io, directory: string): Promise<Target> {
  const target = await inspectTarget(io, directory);
  const isFree = target.state === "full" && (await leftIn(io, target)).isAll;
  return isFree ? { ...target, state: "empty" } : target;
}

/** Whether the project is still where it was written: another program may have removed it meanwhile. */
export const isThere = async (io: Io, { path }: Target): Promise<boolean> =>
  (await orAbsent(io.fs.stat(path))) !== undefined;

/** @throws UserError when the target is full and may not be touched */
export async function refuse(io: Io, target: Target, ifExists: Options["ifExists"]): Promise<void> {
  if (target.state !== "full" || ifExists !== "error") return;
  const { any } = await leftIn(io, target);
  refuseFull(target, ifExists, any ? ["halfWayHint"] : ["notEmptyHint"]);
}

/** What killed runs have left in a target that is full; mostly nothing, which is found out without loading more. */
async function leftIn(io: Io, target: Target): Promise<{ readonly any: boolean; readonly isAll: boolean }> {
  const names = await io.fs.readdir(target.path);
  if (!names.some((name) => isOfTheDead(name, io))) return { any: false, isAll: false };
  const { leftovers } = await import("../effects/recover.ts");
  return leftovers(io, target, replanWith(io));
}
