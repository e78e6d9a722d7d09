import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { pinnedTo } from "../cores.ts";
import type { FileFor } from "../work.ts";

const file = fileURLToPath(new URL("validation.mjs", import.meta.url));

/**
 * Returns the processor time in microseconds that one way of reading a request's body takes, by the text in it.
 * With `profileFor`, the profile of all is written too.
 */
export async function measureValidation(
  peer: string,
  ours: string,
  profileFor?: FileFor,
): Promise<Record<string, number>> {
  const profile = profileFor?.("all texts");
  const options = profile
    ? ["--cpu-prof", "--cpu-prof-dir", dirname(profile), "--cpu-prof-name", basename(profile)]
    : [];
  const [program = "", ...args] = [...pinnedTo("server"), process.execPath, ...options, file, peer, ours];
  const { stdout } = await execa(program, args, { env: { NODE_OPTIONS: "" } });
  return JSON.parse(stdout);
}
