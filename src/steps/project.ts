import { compare } from "../effects/compare.ts";
import type { Replan } from "../effects/proof.ts";
import type { Target } from "../effects/target.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { validOptions } from "../options/resolve.ts";
import type { Options } from "../options/table.ts";
import type { FileChange } from "../plan/changes.ts";
import type { Content } from "../plan/layers.ts";
import { type Plan, plan } from "../plan/plan.ts";
import { isWanted } from "../plan/select.ts";

/** The project that the options describe, in memory. */
export async function projectOf(io: Io, options: Options): Promise<Plan<Content>> {
  return plan(options, await io.readLayers((name) => isWanted(name, options)));
}

/** What the options mean for each file of the target. */
export async function changesFor(
  io: Io,
  options: Options,
  target: Target,
  t: Messages,
): Promise<FileChange[]> {
  return compare(io, target, await projectOf(io, options), options.ifExists, t);
}

/** Makes plans again of what earlier runs have noted of themselves. */
export const replanWith =
  (io: Io): Replan =>
  async (values) => {
    const options = validOptions(values);
    return options && projectOf(io, options);
  };
