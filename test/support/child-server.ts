import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { onTestFinished } from "vitest";

const templates = fileURLToPath(new URL("../../templates", import.meta.url));
const layers = ["core", "node", "features/resume/+node"].map((layer) => join(templates, layer));

/** Files of one layer import those of another as if they lay side by side, as they do in a project. */
const joinLayers: Plugin = {
  name: "join-template-layers",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const home = layers.find((layer) => resolveDir.startsWith(layer + sep));
      if (home === undefined) return undefined;
      const wanted = relative(home, join(resolveDir, path));
      const found = layers.map((layer) => join(layer, wanted)).find(existsSync);
      return found === undefined ? undefined : { path: found };
    });
  },
};

/** Bundles a program of this folder that uses the templates, for plain Node. Returns the file; `remove` it at the end. */
export async function bundle(program: string): Promise<{ file: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "llmbrick-"));
  const file = join(folder, "program.mjs");
  const entry = fileURLToPath(new URL(program, import.meta.url));
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [joinLayers],
    // For what packages in CommonJS ask for.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}

export interface Child {
  pid: number;
  stdout: string;
  stderr: string;
  kill(signal: NodeJS.Signals): void;
  /** Reads no more of an output, as a reader does that has ended. */
  stopReading(output: "stdout" | "stderr"): void;
  /** Resolves when standard output holds a match, to that. Rejects where the program ends without one. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a program under plain Node, with these variables and no others of the server's. Killed at the test's end. */
export function startChild(file: string, env: NodeJS.ProcessEnv): Child {
  const process_ = spawn(process.execPath, ["--expose-gc", file], {
    env: { PATH: process.env.PATH, TMPDIR: tmpdir(), ...env },
  });
  const exited = new Promise<Awaited<Child["exited"]>>((resolve) => {
    process_.on("close", (code, signal) => resolve({ code, signal }));
  });
  onTestFinished(() => void process_.kill("SIGKILL"));

  const child: Child = {
    pid: process_.pid as number,
    stdout: "",
    stderr: "",
    stopReading: (output) => void process_[output].destroy(),
    kill: (signal) => void process_.kill(signal),
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const found = pattern.exec(child.stdout);
          if (found) resolve(found);
        };
        process_.stdout.on("data", check);
        void exited.then(() => reject(new Error(`Ended without ${pattern}: ${child.stdout}${child.stderr}`)));
        check();
      }),
    exited,
  };
  process_.stdout.setEncoding("utf8").on("data", (text) => {
    child.stdout += text;
  });
  process_.stderr.setEncoding("utf8").on("data", (text) => {
    child.stderr += text;
  });
  return child;
}
