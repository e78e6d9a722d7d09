import { availableParallelism } from "node:os";
import { Cancelled, systemCode } from "../errors.ts";
import { loadSha256 } from "../hash.ts";
import { languageOf } from "../i18n/language.ts";
import { pathOf } from "../path-of.ts";
import { spelt } from "../plain.ts";
import { startProgress } from "../report/progress.ts";
import type { CommandReport, Run } from "./command.ts";
import { type Bench, type BenchName, makeBench } from "./grade/bench.ts";
import { type Compared, compare, type Fault, type Grade } from "./grade/compare.ts";
import { type Entry, handedIn } from "./grade/handed-in.ts";
import { type Runtime, rerun } from "./grade/rerun.ts";
import { benchOf, type Lack, runtimeFor } from "./grade/runtimes.ts";
import { findSandbox, type Sandbox } from "./grade/sandbox.ts";
import { type Language, readSubmission } from "./grade/submission.ts";
import { csvText, tableText } from "./grade/table.ts";

/** Runs a class's lessons again, each submission by itself, and holds its report against what came of that. */
export async function grade(run: Run): Promise<CommandReport> {
  const { io, t, line, human } = run;
  const folder = pathOf(line.operand ?? "", io);
  const { submissions, ignored } = await handedIn(folder, run);
  const progress = startProgress(human, io.env);
  try {
    const grader = await newGrader(run, folder);
    let count = 0;
    const grades = await inParallel(submissions, async (entry) => {
      const graded = await grader.grade(entry);
      progress.show(t.grade.progress(++count, submissions.length));
      return graded;
    });
    const bench = await grader.benchFor("node");
    const isHandedIn = (lesson: string) =>
      grades.some(({ marks }) => marks.some((mark) => mark.lesson === lesson));
    const lessons = bench.lessons.filter(({ name, isExtra }) => !isExtra || isHandedIn(name));
    const contained = grader.isClosed();
    const text = line.controls.csv
      ? csvText(grades, lessons, t)
      : [
          tableText(grades, lessons, t),
          t.grade.legend,
          ...(ignored.length > 0 ? [t.grade.ignored(ignored.map(spelt))] : []),
          contained ? t.grade.closed : t.grade.open,
        ].join("\n");
    const document = {
      contained,
      lessons: lessons.map(({ name, title, hash }) => ({ name, title, hash })),
      submissions: grades,
      ignored,
    };
    return { exitCode: exitCodeOf(grades, io.signal), text, document };
  } finally {
    progress.end();
  }
}

function exitCodeOf(grades: readonly Grade[], { reason }: AbortSignal): number {
  if (reason instanceof Cancelled) return reason.exitCode;
  return grades.every(({ fault }) => fault === undefined) ? 0 : 1;
}

interface Grader {
  grade(entry: Entry): Promise<Grade>;
  benchFor(name: BenchName): Promise<Bench>;
  /** Whether all that was run was kept from network and disk. */
  isClosed(): boolean;
}

async function newGrader({ io, line }: Run, folder: string): Promise<Grader> {
  const sha256 = await loadSha256();
  const lang = languageOf([line.given.lang], io);
  const benchFor = once((name: BenchName) => makeBench(io, name, lang));
  const sandboxes: Sandbox[] = [];
  const placeFor = once(async (language: Language): Promise<Place | Lack> => {
    const runtime = await runtimeFor(language, io, folder);
    if (typeof runtime === "string") return runtime;
    const sandbox = await findSandbox(io, runtime.needs);
    if (!sandbox) return "asRoot";
    sandboxes.push(sandbox);
    return { runtime, sandbox };
  });

  async function gradeOne({ path, isReadable }: Entry): Promise<Compared | Fault> {
    if (io.signal.aborted) return "stopped";
    if (!isReadable) return "noArchive";
    try {
      const submission = await readSubmission(path, io);
      if (typeof submission === "string") return submission;
      const [bench, place] = await Promise.all([
        benchFor(benchOf(submission.language)),
        placeFor(submission.language),
      ]);
      if (typeof place === "string") return place;
      const outcomes = await rerun(submission, bench, place.runtime, place.sandbox, io.signal);
      return compare(submission, outcomes, bench, sha256);
    } catch (error) {
      // What is graded by now is told all the same.
      if (io.signal.aborted) return "stopped";
      if (systemCode(error) === undefined) throw error;
      return "unreadable";
    }
  }

  return {
    benchFor,
    isClosed: () => sandboxes.every(({ isClosed }) => isClosed),
    async grade(entry) {
      const graded = await gradeOne(entry);
      const { name } = entry;
      if (typeof graded !== "string") return { name, ...graded };
      return { name, owner: "", marks: [], mismatches: [], points: 0, fault: graded };
    },
  };
}

interface Place {
  readonly runtime: Runtime;
  readonly sandbox: Sandbox;
}

/** Much of the time is waiting, so that some more at a time than there are processors take less. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() + 2 }, lane));
  return results;
}

/** Of each argument, the work is done once. */
function once<Argument, Result>(work: (argument: Argument) => Promise<Result>) {
  const done = new Map<Argument, Promise<Result>>();
  return (argument: Argument): Promise<Result> => {
    const known = done.get(argument) ?? work(argument);
    done.set(argument, known);
    return known;
  };
}
