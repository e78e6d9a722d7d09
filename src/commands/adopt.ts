import { UserError } from "../errors.ts";
import type { CommandReport, Run } from "./command.ts";

/**
 * Puts the endpoint into an application that is there: a folder without `.llmbrick.json`.
 * @param folder absolute
 * @param names features and a handler, as they were typed: `docker`, `+docker`, `-docker`
 */
export async function adopt(_run: Run, folder: string, _names: readonly string[]): Promise<CommandReport> {
  throw new UserError("NOT_A_PROJECT", ["noProject", folder], { hint: ["noProjectHint"] });
}
