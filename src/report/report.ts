import type { CommandReport, Run } from "../commands/command.ts";
import { version } from "../version.ts";
import { wayBackText } from "./change-next.ts";
import { exitCodeOf } from "./outcome.ts";
import { errorText } from "./text.ts";

/**
 * Tells what a run has come to: to a person, and under `--json` to a program.
 * @param said what the command has to say, if it came that far
 * @returns the exit code
 */
export async function report({ io, t, outcome, human, line }: Run, said?: CommandReport): Promise<number> {
  const exitCode = exitCodeOf(outcome) || (said?.exitCode ?? 0);
  const isDocument = line.controls.json !== undefined;
  if (outcome.errors.length > 0) io.stderr.write(`${errorText(outcome, io, t)}\n`);
  else if (said && !(isDocument && said.document)) human.write(`${said.text}\n`);
  const back = wayBackText(outcome, io, t);
  if (back !== undefined) human.write(`\n${back}\n`);
  if (isDocument) {
    const document = said?.document ?? (await (await import("./json.ts")).describe(outcome, io, t));
    io.stdout.write(`${JSON.stringify({ ok: exitCode === 0, version, ...document })}\n`);
  }
  return exitCode;
}
