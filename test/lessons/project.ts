import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { collectLayers } from "../../build/layers.ts";
import type { Options } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { python } from "../support/python-environment.ts";

/** A project with lessons, in a folder, and its runner. */
export interface LessonProject {
  folder: string;
  /** The file that a reader edits, and its ending. */
  handler: string;
  extension: string;
  /** The program and the arguments that start the runner. */
  runner: [program: string, ...args: string[]];
  /** Runs a command of the runner to its end. */
  lesson(...args: string[]): ReturnType<typeof run>;
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
}

const run = (command: readonly string[], cwd: string) => {
  const [program = "", ...args] = command;
  return execa(program, args, { cwd, reject: false, all: true, stdin: "ignore" });
};

const layers = await collectLayers();

/** Writes a project with the lessons; no package is installed. */
export async function lessonProject(
  folder: string,
  changes: Partial<Options>,
  node = process.execPath,
): Promise<LessonProject> {
  const chosen = options({ lang: "en", ...changes, features: ["workshop"] });
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const [path, text] of plan(chosen, layers).files) await write(path, text);
  const isPython = chosen.framework === "llmbrick";
  const extension = isPython ? "py" : chosen.language;
  const types = extension === "ts" ? ["--import", "./lessons/types.js"] : [];
  const runner: LessonProject["runner"] = isPython
    ? [python ?? "", "lesson.py"]
    : [node, ...types, `lessons/lesson.${extension}`];
  return {
    folder,
    handler: isPython ? "handler.py" : `src/handler.${extension}`,
    extension,
    runner,
    lesson: (...args) => run([...runner, ...args], folder),
    read: (path) => readFile(join(folder, path), "utf8"),
    write,
  };
}

/** Where there is no Python for tests they are reported as skipped, but for CI, where they fail. */
export const lacksPython = !python && !process.env.CI;
