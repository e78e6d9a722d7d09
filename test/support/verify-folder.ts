import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { collectLayers } from "../../build/layers.ts";
import { type Verification, type VerifyStep, verify } from "../../src/effects/verify/verify.ts";
import type { Environment, Io } from "../../src/io.ts";
import type { Options } from "../../src/options/table.ts";
import { inEnglish } from "./in-english.ts";
import { plan } from "./plan.ts";
import { environment } from "./python-environment.ts";
import { realPrograms } from "./real-programs.ts";
import { testFolder } from "./test-folder.ts";

const layers = await collectLayers();

export interface VerifyCase extends Partial<Pick<Verification, "limits" | "onStep">> {
  readonly env?: Environment;
  /** Gets the arguments of each program that is started. */
  readonly onRun?: (args: readonly string[]) => void;
  /** Programs that are not on this machine. */
  readonly missing?: readonly string[];
  readonly signal?: AbortSignal;
}

/** The files of the project that the options describe. */
export const filesOf = (options: Options) => plan(options, layers).files;

/** Writes a project that needs no install, but for Python, whose packages are there already. Gives its folder. */
export async function writeReady(
  chosen: Options,
  own: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await testFolder();
  const files = { ...Object.fromEntries(filesOf(chosen)), ...own };
  for (const [path, text] of Object.entries(files)) await outputFile(join(folder, path), text);
  if (chosen.framework === "llmbrick") await symlink(environment, join(folder, ".venv"));
  return folder;
}

/** Verifies a project by real programs. Tells its steps, what it threw, and how many programs still run. */
export async function verifyFolder(folder: string, options: Options, how: VerifyCase = {}) {
  const { env, limits, onStep, onRun, missing = [], signal = new AbortController().signal } = how;
  let running = 0;
  const real = realPrograms(env, signal);
  const run: Io["run"] = (command, args, runOptions) => {
    if (missing.includes(command)) return Promise.resolve({ status: "missing", output: "" });
    running += 1;
    onRun?.(args);
    return real.run(command, args, runOptions).finally(() => {
      running -= 1;
    });
  };
  const steps: VerifyStep[] = [];
  const verification: Verification = {
    folder,
    options,
    changes: [...filesOf(options)].map(([path, content]) => ({ path, content, action: "create" })),
    ...(limits && { limits }),
    onStep(step) {
      steps.push(step);
      onStep?.(step);
    },
  };
  const error = await verify({ ...real, run }, verification).catch(inEnglish);
  return { error, steps, running };
}
