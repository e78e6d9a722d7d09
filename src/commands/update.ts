import { pathOf } from "../path-of.ts";
import { changeProject } from "./change/change.ts";
import { putRight } from "./change/half-way.ts";
import { undo } from "./change/undo.ts";
import type { CommandReport, Run } from "./command.ts";

/** Brings a project to this version, and keeps what the user has changed in it. */
export async function update(run: Run): Promise<CommandReport> {
  const { io, line } = run;
  const folder = pathOf(line.operand ?? ".", io);
  await putRight(run, folder);
  return line.controls.undo ? undo(run, folder) : changeProject(run, folder, ({ options }) => options);
}
