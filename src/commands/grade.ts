import { availableParallelism } from "node:os";
import { join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import { loadSha256 } from "../hash.ts";
import { languageOf } from "../i18n/language.ts";
import { pathOf } from "../path-of.ts";
import { startProgress } from "../report/progress.ts";
import type { CommandReport, Run } from "./command.ts";
import { type BenchName, makeBench } from "./grade/bench.ts";
import { compare, type Fault, type Grade } from "./grade/compare.ts";
import { MOST_SUBMISSIONS } from "./grade/limits.ts";
import { rerun } from "./grade/rerun.ts";
import { benchOf, runtimeFor } from "./grade/runtimes.ts";
import { findSandbox } from "./grade/sandbox.ts";
import { readSubmission } from "./grade/submission.ts";
import { csvText, tableText } from "./grade/table.ts";

/** Runs a class's lessons again, each submission by itself, and holds its report against what came of that. */
export async function grade(run: Run): Promise<CommandReport> {
  const { io, t, line, human } = run;
  const folder = pathOf(line.operand ?? "", io);
  const paths = await submissionsIn(folder, run);
  const [sandbox, sha256] = await Promise.all([findSandbox(io), loadSha256()]);
  const lang = languageOf([line.given.lang], io);
  const benchFor = once((name: BenchName) => makeBench(io, name, lang));
  const runtime = once((language: Parameters<typeof runtimeFor>[0]) => runtimeFor(language, io));

  const gradeOne = async (path: string): Promise<Grade> => {
    const name = path.slice(folder.length + 1);
    const failed = (fault: Fault): Grade => ({
      name,
      owner: "",
      marks: [],
      mismatches: [],
      points: 0,
      fault,
    });
    try {
      const submission = await readSubmission(path, io);
      if (typeof submission === "string") return failed(submission);
      const [bench, found] = await Promise.all([
        benchFor(benchOf(submission.language)),
        runtime(submission.language),
      ]);
      if (typeof found === "string") return failed(found);
      const outcomes = await rerun(submission, bench, found, sandbox, io.signal);
      const compared = compare(submission, outcomes, bench, sha256);
      const points = compared.marks.reduce((sum, mark) => sum + mark.points, 0);
      return { name, points, ...compared };
    } catch (error) {
      io.signal.throwIfAborted();
      if (systemCode(error) === undefined) throw error;
      return failed("unreadable");
    }
  };
  const progress = startProgress(human, io.env);
  try {
    let count = 0;
    const grades = await inParallel(paths, async (path) => {
      const graded = await gradeOne(path);
      progress.show(t.grade.progress(++count, paths.length));
      return graded;
    });
    const { lessons } = await benchFor("node");
    const isWhole = grades.every(({ fault }) => fault === undefined);
    const text = line.controls.csv
      ? csvText(grades, lessons, t)
      : [
          tableText(grades, lessons, t),
          t.grade.legend,
          sandbox.isClosed ? t.grade.closed : t.grade.open,
        ].join("\n");
    const document = {
      contained: sandbox.isClosed,
      lessons: lessons.map(({ name, title, hash }) => ({ name, title, hash })),
      submissions: grades,
    };
    return { exitCode: isWhole ? 0 : 1, text, document };
  } finally {
    progress.end();
  }
}

/** The folders and archives of a class, in the order of their names. */
async function submissionsIn(folder: string, { io, t }: Run): Promise<string[]> {
  let entries: string[];
  try {
    entries = await io.fs.readdir(folder);
  } catch (error) {
    throw new UserError(
      "CHECK_FAILED",
      t.grade.noFolder(folder, t.reasons[systemCode(error) ?? ""] ?? String(error)),
    );
  }
  const paths: string[] = [];
  for (const name of entries
    .map(String)
    .filter((entry) => !entry.startsWith("."))
    .sort()) {
    const path = join(folder, name);
    const stats = await io.fs.lstat(path);
    if (stats?.isDirectory() || (stats?.isFile() && /\.zip$/i.test(name))) paths.push(path);
  }
  if (paths.length === 0)
    throw new UserError("CHECK_FAILED", t.grade.none(folder), { hint: t.grade.noneHint });
  if (paths.length > MOST_SUBMISSIONS)
    throw new UserError("CHECK_FAILED", t.grade.tooMany(folder, MOST_SUBMISSIONS));
  return paths;
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
