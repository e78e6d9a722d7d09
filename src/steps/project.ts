import { compare } from "../effects/compare.ts";
import type { Replan } from "../effects/proof.ts";
import type { Target } from "../effects/target.ts";
import { isOfTheRoot, workspaceOf } from "../effects/workspace.ts";
import { loadSha256 } from "../hash.ts";
import type { Io } from "../io.ts";
import { validOptions } from "../options/resolve.ts";
import type { Options } from "../options/table.ts";
import type { Content } from "../plan/layers.ts";
import { type Plan, plan } from "../plan/plan.ts";
import { isWanted } from "../plan/select.ts";
import { platformOf } from "../platforms/index.ts";
import type { ProjectState } from "./step.ts";

/** The project that the options describe, in memory. */
export async function projectOf(io: Io, options: Options): Promise<Plan<Content>> {
  return plan(options, await io.readLayers((name) => isWanted(name, options)), await loadSha256());
}

/** The workspace that the project is a member of. Python's package managers know of none. */
export async function workspaceFor(io: Io, { framework }: Options, { path }: Target) {
  return platformOf(framework).hasWorkspaces ? workspaceOf(io, path) : undefined;
}

/** What the options mean for each file of the target; and the project's workspace, with what belongs to its root. */
export async function changesFor(
  io: Io,
  options: Options,
  target: Target,
): Promise<Pick<ProjectState, "changes" | "workspace">> {
  const project = await projectOf(io, options);
  if (options.application) {
    const { applicationChanges } = await import("../effects/application-changes.ts");
    return { changes: await applicationChanges(io, target, project) };
  }
  const files = [...project.files];
  const workspace = await workspaceFor(io, options, target);
  const isRoots = (path: string) => workspace !== undefined && isOfTheRoot(path);
  const own = new Map(files.filter(([path]) => !isRoots(path)));
  const needs = new Map(files.filter(([path]) => isRoots(path)));
  const changes = await compare(io, target, { files: own }, options.ifExists);
  return { changes, workspace: workspace && { ...workspace, needs } };
}

/** Makes plans again of what earlier runs have noted of themselves. */
export const replanWith =
  (io: Io): Replan =>
  async (values) => {
    const options = validOptions(values);
    return options && projectOf(io, options);
  };
