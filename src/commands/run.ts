import type { CommandLine } from "../command-line/flags.ts";
import { refuseLostFlags } from "../command-line/lost-flags.ts";
import { readGiven } from "../options/resolve.ts";
import type { Run } from "../scaffold.ts";
import { version } from "../version.ts";
import type { Command } from "./command.ts";
import type { CommandName } from "./table.ts";

/** Each command is loaded when it is called, since most runs call none. */
const loaders: Readonly<Record<CommandName, () => Promise<Command>>> = {
  list: async () => (await import("./list.ts")).list,
  completion: async () => (await import("./completion.ts")).completion,
  doctor: async () => (await import("./doctor.ts")).doctor,
};

/**
 * Runs a command and prints what it has to say.
 * @returns its exit code
 */
export async function runCommand(command: CommandName, line: CommandLine, { io, t }: Run): Promise<number> {
  refuseLostFlags(line, io, t);
  const given = await readGiven(line, undefined, io, t);
  const start = await loaders[command]();
  const { exitCode, text, document } = await start({ io, t, given, operand: line.operand });
  const json = JSON.stringify({ ok: exitCode === 0, version, ...document });
  io.stdout.write(`${line.controls.json ? json : text}\n`);
  return exitCode;
}
