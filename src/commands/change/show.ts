import type { Present } from "../../plan/reconcile.ts";
import { changeText, diffText, withPatch } from "../../report/change-text.ts";
import type { Run } from "../command.ts";

/** Shows what happens to each file of a project; under --diff, in each of them. `disk`: the files as they are. */
export function show({ io, t, line, outcome, human }: Run, disk: ReadonlyMap<string, Present>): void {
  if (line.controls.diff) outcome.changes = outcome.changes.map((file) => withPatch(file, disk));
  const diff = line.controls.diff && diffText(outcome.changes);
  human.write(`${diff || changeText(outcome, io, t)}\n`);
}
