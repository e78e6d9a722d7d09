import { compare } from "../effects/compare.ts";
import type { Replan } from "../effects/proof.ts";
import type { Target } from "../effects/target.ts";
import { isOfTheRoot, workspaceOf } from "../effects/workspace.ts";
import { loadSha256 } from "../hash.ts";
import type { Io } from "../io.ts";
import { validOptions } from "../options/resolve.ts";
import type { Options } from "../options/table.ts";
import type { FileChange } from "../plan/changes.ts";
import type { Content } from "../plan/layers.ts";
import { type Plan, plan } from "../plan/plan.ts";
import { isWanted } from "../plan/select.ts";
import { platformOf } from "../platforms/index.ts";
import type { ProjectState } from "./step.ts";

/** The project that the options describe, in memory. */
export async function projectOf(io: Io, options: Options): Promise<Plan<Content>> {
  return plan(options, await io.readLayers((name) => isWanted(name, options)), await loadSha256());
}

/** What the options mean for each file of the target. */
export async function changesFor(io: Io, options: Options, target: Target): Promise<FileChange[]> {
  const { files } = await projectOf(io, options);
  const workspace = await workspaceFor(io, options, target);
  const own = [...files].filter(([path]) => !workspace?.needs.has(path));
  return compare(io, target, { files: new Map(own) }, options.ifExists);
}

/** The workspace that the project is a member of. Python's package managers know of none of these. */
export async function workspaceFor(
  io: Io,
  options: Options,
  { path }: Target,
): Promise<ProjectState["workspace"]> {
  const workspace = platformOf(options.framework).hasWorkspaces ? await workspaceOf(io, path) : undefined;
  if (!workspace) return undefined;
  const { files } = await projectOf(io, options);
  return { ...workspace, needs: new Map([...files].filter(([name]) => isOfTheRoot(name))) };
}

/** Makes plans again of what earlier runs have noted of themselves. */
export const replanWith =
  (io: Io): Replan =>
  async (values) => {
    const options = validOptions(values);
    return options && projectOf(io, options);
  };
