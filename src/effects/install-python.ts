import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Environment, Io, RunOptions } from "../io.ts";
import { type Command, type InstallStep, runInstallStep } from "./run-install.ts";

const UV: Command = ["uv"];
/** Succeeds in a Python that can make virtual environments. Debian and its like deliver that in a package of its own. */
export const TRY_VENV = ["-c", "import ensurepip, venv"] as const;
const WITH_DEV_TOOLS = ".[dev]";

/** Names of Python, the usual ones first. Where they are too old, a newer one often has a name of its own. */
const PYTHONS = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
/** All that Python's own installer puts on the PATH of Windows, where `python3` is the Store's. */
const LAUNCHER: Command = ["py", "-3"];
const OLDEST = [3, 10] as const;

/**
 * Finds out how to install a Python project's packages into its `.venv`: with uv where it is there, else with
 * Python's own tools.
 * @throws UserError when there is no Python that is new enough, or it can't make virtual environments
 */
export async function pythonInstall(io: Io, folder: string): Promise<readonly Command[]> {
  const options = { cwd: folder, env: io.env };
  const { tool, tooOld } = await findPython(io, options);
  if (!tool) {
    throw new UserError("INSTALL_FAILED", ["noPython", tooOld.join(", ")], { hint: ["noPythonHint"] });
  }
  if (tool.isUv) return [[...UV, "sync", "--extra", "dev"]];
  const [program, ...args] = tool.command;
  const { status } = await io.run(program, [...args, ...TRY_VENV], options);
  if (status === "done") return withPip(io, tool.command, folder);
  throw new UserError("INSTALL_FAILED", ["noVenv", tool.command.join(" ")], {
    hint: ["fix", "venv"],
  });
}

export interface FoundPython {
  /** uv, or the first Python that is new enough, and what it says of its version. */
  readonly tool?: { readonly command: Command; readonly version: string; readonly isUv: boolean };
  /** The Pythons that are not new enough. */
  readonly tooOld: readonly string[];
}

/** Looks on the PATH for what installs a Python project's packages. */
export async function findPython(io: Io, options: RunOptions, { takesUv = true } = {}): Promise<FoundPython> {
  const pythons = [...(io.platform === "win32" ? [LAUNCHER] : []), ...PYTHONS.map((name): Command => [name])];
  const tooOld: string[] = [];
  for (const command of [...(takesUv ? [UV] : []), ...pythons]) {
    const [program, ...args] = command;
    const { status, output } = await io.run(program, [...args, "--version"], options);
    if (status !== "done") continue;
    const version = output.trim();
    const isUv = command === UV;
    if (isUv || isNewEnough(version)) return { tool: { command, version, isUv }, tooOld };
    tooOld.push(`${command.join(" ")} (${version})`);
  }
  return { tooOld };
}

function withPip(io: Io, python: Command, folder: string): readonly Command[] {
  return [
    [...python, "-m", "venv", ".venv"],
    [
      environmentPython(io, folder),
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "-e",
      WITH_DEV_TOOLS,
    ],
  ];
}

/** The Python of a project's own environment, where the packages are. */
export function environmentPython({ platform }: Pick<Io, "platform">, folder: string): string {
  return join(folder, ".venv", ...(platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]));
}

/** Whether what `python --version` says is a version that the projects run on. */
function isNewEnough(version: string): boolean {
  const [, major, minor] = /^Python (\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
}

/** Runs the commands one after the other, in the project. `onLine` gets each line that they write. */
export async function runInstall(
  io: Io,
  folder: string,
  commands: readonly Command[],
  onLine: (line: string) => void,
): Promise<void> {
  const env = environmentFor(io.env);
  const fixes: InstallStep["fixes"] = {
    missing: ["noPythonHint"],
    untrusted: ["fix", "pythonCertificate"],
    unreachable: ["fix", "index"],
  };
  for (const command of commands) {
    const title = command.join(" ");
    await runInstallStep(io, { command, title, fixes, cwd: folder, env, onLine });
  }
}

/** Another project's environment that is active now is not the one to install into, nor is one that uv has elsewhere. */
function environmentFor(env: Environment): Environment {
  const { VIRTUAL_ENV: _active, UV_PROJECT_ENVIRONMENT: _elsewhere, ...kept } = env;
  return kept;
}
