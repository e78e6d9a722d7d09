import { tmpdir } from "node:os";
import type { Io } from "../../src/io.ts";
import { runProgram } from "../../src/system/run-program.ts";
import { testIo } from "./test-io.ts";

/** What a run touches, with the programs of this machine, which end when the signal fires. */
export function realPrograms(env: Io["env"] = {}, signal = new AbortController().signal): Io {
  const run: Io["run"] = (command, args, options) => runProgram(command, args, options, signal);
  return { ...testIo({ env: { PATH: process.env.PATH, TMPDIR: tmpdir(), ...env }, signal }), run };
}
