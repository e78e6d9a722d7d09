import { join } from "node:path";
import { orAbsent } from "../effects/or-absent.ts";
import { UserError } from "../errors.ts";
import { pathOf } from "../path-of.ts";
import { ANSWERS_FILE } from "../plan/plan.ts";
import type { CommandReport, Run } from "./command.ts";

/** Adds features to a project or takes them out, or changes its handler; puts the endpoint into what is no project. */
export async function add(run: Run): Promise<CommandReport> {
  const { io, line } = run;
  const folder = pathOf(line.controls.into ?? ".", io);
  const names = line.operands ?? [];
  if (!(await orAbsent(io.fs.lstat(join(folder, ANSWERS_FILE))))) {
    return (await import("./adopt.ts")).adopt(run, folder, names);
  }
  throw new UserError("NOT_A_PROJECT", ["noProject", folder], { hint: ["noProjectHint"] });
}
