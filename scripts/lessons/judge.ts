import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { deriveJavaScript } from "../../build/derive-js.ts";
import { collectLayers } from "../../build/layers.ts";
import type { FeatureName } from "../../src/features/rules.ts";
import { loadSha256 } from "../../src/hash.ts";
import { defaultOptions } from "../../src/options/default-options.ts";
import { plan } from "../../src/plan/plan.ts";
import type { Job, Judged } from "./jobs.ts";
import { checksOf, type Lesson, statesOf } from "./lesson.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Where handlers are judged. */
export interface Bench {
  language: "ts" | "py";
  framework: "node" | "llmbrick";
  /** Seconds for which wrong handlers are waited for: more than what is right needs on a busy machine. */
  patience: number;
  /** The code as the bench's project has it. */
  derive(code: string): string | Promise<string>;
  command(project: string, jobs: string): string[];
}

export const nodeBench: Bench = {
  language: "ts",
  framework: "node",
  patience: 2,
  derive: deriveJavaScript,
  command: (project, jobs) => [process.execPath, join(here, "bench-node.mjs"), project, jobs],
};

/** @param python that has the packages of a project */
export const pythonBench = (python: string): Bench => ({
  language: "py",
  framework: "llmbrick",
  patience: 8,
  derive: (code) => code,
  command: (project, jobs) => [python, join(here, "bench_python.py"), project, jobs],
});

/** Seconds for which solutions are waited for, which need none of them. */
const LONG = 60;

export interface Judging {
  /** How often each solution is judged. */
  times?: number;
  /** The solutions alone. */
  onlySolutions?: boolean;
  /** What the bench's project has beside the lessons. */
  features?: readonly FeatureName[];
}

/** Judges every state of the lessons' handlers by their checks. */
export async function judge(
  bench: Bench,
  lessons: readonly Lesson[],
  { times = 1, onlySolutions = false, features = [] }: Judging = {},
): Promise<Judged[]> {
  const folder = await mkdtemp(join(tmpdir(), "lessons-"));
  try {
    const project = join(folder, "project");
    await writeProject(bench, project, features);
    const jobs: Job[] = [];
    for (const lesson of lessons) {
      for (const [state, source] of statesOf(lesson, bench.language)) {
        const isRight = state === "solution";
        if (onlySolutions && !isRight) continue;
        const code = await bench.derive(source);
        const job = { lesson: lesson.name, state, code, checks: checksOf(lesson) };
        for (let count = isRight ? times : 1; count > 0; count--)
          jobs.push({ ...job, patience: isRight ? LONG : bench.patience });
      }
    }
    const list = join(folder, "jobs.json");
    await writeFile(list, JSON.stringify(jobs));
    const [program = "", ...args] = bench.command(project, list);
    const { stdout } = await execa(program, args, { stderr: "pipe", maxBuffer: 1e9 });
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeProject(
  { framework }: Bench,
  folder: string,
  features: readonly FeatureName[],
): Promise<void> {
  const options = {
    ...defaultOptions({ env: {}, target: folder }),
    framework,
    language: "js",
    name: "lessons",
  } as const;
  const { files } = plan(
    { ...options, features: [...features, "workshop"] },
    await collectLayers(),
    await loadSha256(),
  );
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  // The packages of its features are this repository's.
  await symlink(join(here, "../../node_modules"), join(folder, "node_modules"), "junction");
}

/** What is wrong with how a lesson's handlers were judged, in words for its author. */
export function faultsOf(judged: readonly Judged[]): string[] {
  return judged.flatMap(({ lesson, state, results }) => {
    const failed = results.find((result) => result.state === "failed");
    const told = `${lesson}/${state}`;
    if (state === "solution")
      return failed ? [`${told} fails ${failed.name}: ${JSON.stringify(failed.failure)}`] : [];
    if (!failed) return [`${told} passes`];
    const isOther = state.startsWith("wrong/") && !state.startsWith(`wrong/${failed.name}-`);
    return isOther ? [`${told} is refused by ${failed.name}: ${JSON.stringify(failed.failure)}`] : [];
  });
}
