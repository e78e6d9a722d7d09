import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { endTree, treeOptions } from "../../system/process-tree.ts";
import type { Bench, Lesson } from "./bench.ts";
import { TIME_LIMITS, type TimeLimits } from "./limits.ts";
import { inOwnFolder, type Needs, SANDBOX_PATH, type Sandbox } from "./sandbox.ts";
import type { Submission } from "./submission.ts";

/** What came of one lesson: it passed, or the check that did not, or why there was none. */
export type Outcome =
  | { readonly state: "passed" }
  | { readonly state: "failed"; readonly check: string }
  | { readonly state: "ended" | "late" | "missing" };

/** How handlers are run. */
export interface Runtime {
  /** What plays the checks, in the folder of the bench. */
  readonly command: readonly string[];
  readonly needs: Needs;
  /** What it starts Node with, before the file that starts a server. */
  readonly flags: (folder: string) => readonly string[];
  /** The files that a lesson's handler is put into, and the one that starts it. */
  readonly put: (
    lesson: string,
    code: string,
    bench: Bench,
  ) => { files: Record<string, string>; entry: string };
  /** Where another file of the submission is put, and what into it; `undefined` where it is of no use. */
  readonly putOther: (path: string, code: string) => readonly [path: string, code: string] | undefined;
}

/** Characters of what a runner may say. */
const MOST_SAID = 1_000_000;

/** Runs the handlers of a submission, each lesson by itself, in a folder that is made for it and removed. */
export async function rerun(
  { handlers, others }: Submission,
  bench: Bench,
  runtime: Runtime,
  sandbox: Sandbox,
  signal: AbortSignal,
  limits = TIME_LIMITS,
): Promise<ReadonlyMap<string, Outcome>> {
  return inOwnFolder(async (folder) => {
    const put = bench.lessons.flatMap((lesson) => {
      const code = handlers.get(lesson.name);
      return code === undefined ? [] : [{ lesson, ...runtime.put(lesson.name, code, bench) }];
    });
    const files = [
      ...[...others].flatMap(([path, code]) => {
        const other = runtime.putOther(path, code);
        return other && !bench.files.has(other[0]) ? [other] : [];
      }),
      ...bench.files,
      ...put.flatMap((one) => Object.entries(one.files)),
    ];
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return playAll({ folder, runtime, sandbox, limits }, put, signal);
  });
}

interface Job {
  readonly lesson: Lesson;
  readonly entry: string;
}

/** Where and how a submission is run. */
interface Setting {
  readonly folder: string;
  readonly runtime: Runtime;
  readonly sandbox: Sandbox;
  readonly limits: TimeLimits;
}

type Outcomes = Map<string, Outcome>;

/** What ends the runner ends one lesson: the others are played by the next. */
async function playAll(setting: Setting, jobs: readonly Job[], signal: AbortSignal): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const late = AbortSignal.timeout(setting.limits.submission * 1000);
  const rest = () => jobs.filter(({ lesson }) => !outcomes.has(lesson.name));
  while (rest().length > 0) {
    const before = outcomes.size;
    const isOrderly = await play(setting, rest(), AbortSignal.any([signal, late]), outcomes);
    signal.throwIfAborted();
    // A runner that is done with a lesson whose time was up leaves the rest to the next.
    if (isOrderly && outcomes.size > before && !late.aborted) continue;
    const [culprit, ...others] = rest();
    if (culprit) outcomes.set(culprit.lesson.name, { state: late.aborted ? "late" : "ended" });
    if (late.aborted) for (const { lesson } of others) outcomes.set(lesson.name, { state: "late" });
  }
  return outcomes;
}

async function play(
  { folder, runtime, sandbox, limits }: Setting,
  jobs: readonly Job[],
  signal: AbortSignal,
  outcomes: Outcomes,
): Promise<boolean> {
  const secret = randomBytes(16).toString("hex");
  const [command = "", ...args] = [...sandbox.before(folder), ...runtime.command];
  const child = spawn(command, args, {
    cwd: folder,
    env: environment(folder),
    stdio: ["pipe", "pipe", "ignore"],
    ...treeOptions(),
  });
  const end = () => {
    if (child.pid !== undefined) endTree(child.pid, "SIGKILL");
  };
  signal.addEventListener("abort", end);
  const failed = once(child, "error").then(() => undefined);
  child.stdin.on("error", () => {});
  child.stdin.end(
    JSON.stringify({
      secret,
      patience: limits.patience,
      most: limits.lesson,
      flags: runtime.flags(folder),
      lessons: jobs.map(({ lesson: { name, checks }, entry }) => ({ name, checks, entry })),
    }),
  );
  let said = "";
  let count = 0;
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    count += part.length;
    if (count > MOST_SAID) return end();
    const lines = (said + part).split("\n");
    said = lines.pop() ?? "";
    for (const line of lines) take(line, secret, outcomes);
  });
  const [exitCode] = (await Promise.race([once(child, "close"), failed])) ?? [];
  signal.removeEventListener("abort", end);
  end();
  return exitCode === 0;
}

interface Told {
  name: string;
  results: { name: string; state: string }[];
}

function take(line: string, secret: string, outcomes: Outcomes): void {
  if (!line.startsWith(`${secret} `)) return;
  let told: Told;
  try {
    told = JSON.parse(line.slice(secret.length));
  } catch {
    return; // Its lesson counts as one that has not ended.
  }
  const { name, results } = told;
  const failed = results.find(({ state }) => state !== "passed");
  outcomes.set(name, failed ? { state: "failed", check: failed.name } : { state: "passed" });
}

/** Nothing of the teacher's: neither keys nor paths. */
function environment(folder: string): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return {
    PATH: SANDBOX_PATH,
    HOME: folder,
    TMPDIR: folder,
    LANG: "C.UTF-8",
    ...(SystemRoot !== undefined && { SystemRoot }),
  };
}
