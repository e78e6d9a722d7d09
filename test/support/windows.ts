import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, watch } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { program } from "./generated-project.ts";
import { testFolder } from "./test-folder.ts";

/** Where Wine shows a path of this machine. */
export const windowsPath = (path: string): string => `Z:${path.replaceAll("/", "\\")}`;

const aids = windowsPath(fileURLToPath(new URL("wine-aids.cjs", import.meta.url)));

/** The program as Windows' Node runs it. */
export const windowsProgram = windowsPath(program);

/** The Windows' Node under test. `npm run test:windows` names it. */
export const windowsNode = process.env.WINDOWS_NODE ?? "";

export interface WindowsOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets all that was written to standard output, whenever there is more of it. */
  readonly onOutput?: (output: string) => void;
  /** Kills the program when it fires. */
  readonly signal?: AbortSignal;
}

/** Runs a program of Windows, cmd say, to its end. */
export async function runOnWindows(command: readonly string[], options: WindowsOptions) {
  const { cwd, env, onOutput, signal } = options;
  const folder = await testFolder();
  const [stdout, stderr] = [join(folder, "stdout"), join(folder, "stderr")];
  // Wine's Node can't write to a pipe of this system.
  const files = [openSync(stdout, "w"), openSync(stderr, "w")] as const;
  const watcher = onOutput && watch(stdout, () => onOutput(readFileSync(stdout, "utf8")));
  const child = spawn("wine", command, {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      WINEPREFIX: process.env.WINEPREFIX,
      WINEDEBUG: "-all",
      WINEPATH: windowsPath(dirname(windowsNode)),
      NODE_OPTIONS: `--require ${aids.replaceAll("\\", "/")}`,
      // How Wine takes the words of a command line.
      LC_ALL: "C.UTF-8",
      ...env,
    },
    stdio: ["ignore", ...files],
    // What it has started is killed with it.
    detached: true,
  });
  signal?.addEventListener("abort", () => process.kill(-(child.pid ?? Number.NaN), "SIGKILL"));
  try {
    const [exitCode] = await once(child, "exit");
    return { exitCode, stdout: readFileSync(stdout, "utf8"), stderr: readFileSync(stderr, "utf8") };
  } finally {
    watcher?.close();
    for (const file of files) closeSync(file);
  }
}

/** Runs Windows' Node to its end. */
export const nodeOnWindows = (args: readonly string[], options: WindowsOptions) =>
  runOnWindows([windowsNode, ...args], options);
