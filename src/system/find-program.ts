import { constants } from "node:fs";
import { access, lstat, stat } from "node:fs/promises";
import { posix, win32 } from "node:path";
import type { Environment } from "../io.ts";

interface Place {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** Whether there is a program of this path. */
  readonly isProgram?: (path: string, platform: NodeJS.Platform) => Promise<boolean>;
}

interface System {
  readonly path: typeof posix;
  /** What a path begins with that says all of where it is. */
  readonly absolute: RegExp;
  /** The PATH where there is none. */
  readonly usualPath: string;
  /** The endings of programs' names. */
  extensions(env: Environment): readonly string[];
}

const POSIX: System = { path: posix, absolute: /^\//, usualPath: "/usr/bin:/bin", extensions: () => [""] };
const WINDOWS: System = {
  path: win32,
  absolute: /^(?:[a-z]:|\\)[\\/]/i,
  usualPath: "",
  extensions: (env) => (variable(env, "PATHEXT") || ".COM;.EXE;.BAT;.CMD").toLowerCase().split(";"),
};

/**
 * Looks a program up on the PATH, and there alone. Windows begins in the current folder, and so do others where an
 * entry of the PATH is empty or relative; but that folder may be anybody's work, such as a project to look at.
 * @returns its absolute path; a command that is one stays as it is
 */
export async function findProgram(
  command: string,
  { env, platform, isProgram = isExecutable }: Place,
): Promise<string | undefined> {
  const { path, absolute, usualPath, extensions } = platform === "win32" ? WINDOWS : POSIX;
  if (absolute.test(command)) return command;
  const endings = extensions(env);
  const hasEnding = endings.some((ending) => command.toLowerCase().endsWith(ending));
  const names = hasEnding ? [command] : endings.map((ending) => command + ending);
  // Windows takes quotes around an entry.
  const folders = (variable(env, "PATH") ?? usualPath)
    .split(path.delimiter)
    .map((entry) => entry.replace(/^"(.*)"$/, "$1"));
  for (const folder of folders.filter((entry) => absolute.test(entry))) {
    for (const name of names) {
      const program = path.join(folder, name);
      if (await isProgram(program, platform)) return program;
    }
  }
  return undefined;
}

/** The names of variables have no case on Windows, which has `Path`; elsewhere nobody has another spelling. */
function variable(env: Environment, name: string): string | undefined {
  return env[name] ?? env[Object.keys(env).find((own) => own.toUpperCase() === name) ?? name];
}

async function isExecutable(path: string, platform: NodeJS.Platform): Promise<boolean> {
  try {
    // Windows has no such right, and what the Store installs can be started, but not be looked into.
    if (platform === "win32") return !(await lstat(path)).isDirectory();
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
