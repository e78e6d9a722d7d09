import { deriveJavaScript } from "../../build/derive-js.ts";
import { readLessons } from "../../scripts/lessons/lesson.ts";
import { type Bench, makeBench } from "../../src/commands/grade/bench.ts";
import { type Outcome, type Runtime, rerun } from "../../src/commands/grade/rerun.ts";
import { benchOf, runtimeFor } from "../../src/commands/grade/runtimes.ts";
import { findSandbox, type Sandbox } from "../../src/commands/grade/sandbox.ts";
import type { Language } from "../../src/commands/grade/submission.ts";
import { runProgram } from "../../src/system/run-program.ts";
import { type TestIoOptions, testIo } from "./test-io.ts";

const { signal } = new AbortController();

/** An `Io` that runs programs for real. */
export const realIo = (parts: TestIoOptions = {}) => ({
  ...testIo(parts),
  run: (...[command, args, options]: Parameters<ReturnType<typeof testIo>["run"]>) =>
    runProgram(command, args, options, signal),
});

/** The lesson that tests hand in. */
export const hello = "01-hello";

/** What passes it. */
export async function rightAnswer(language: Language): Promise<string> {
  const [lesson] = await readLessons([hello]);
  if (language === "py") return lesson?.files["solution.py"] ?? "";
  const code = lesson?.files["solution.ts"] ?? "";
  return language === "ts" ? code : deriveJavaScript(code);
}

export interface Grading {
  readonly bench: Bench;
  readonly runtime: Runtime;
  readonly sandbox: Sandbox;
  /** Runs handlers, by their lessons, with other files beside them. */
  run(
    handlers: Readonly<Record<string, string>>,
    others?: Readonly<Record<string, string>>,
  ): Promise<ReadonlyMap<string, Outcome>>;
}

export type GradingParts = TestIoOptions & { hasNamespaces?: boolean };

/** What runs handlers of a language here; as where there are no namespaces, if so wanted. `sandbox`: `undefined` where they are refused. */
export async function placeFor(language: Language, { hasNamespaces = true, ...parts }: GradingParts = {}) {
  const real = realIo({ cwd: "/", ...parts });
  const run: typeof real.run = async (command, ...rest) =>
    hasNamespaces || command !== "unshare" ? real.run(command, ...rest) : { status: "missing", output: "" };
  const io = { ...real, run };
  const runtime = await runtimeFor(language, io, "/nowhere");
  if (typeof runtime === "string") throw new Error(runtime);
  return { io, runtime, sandbox: await findSandbox(io, runtime.needs) };
}

/** Makes ready what runs handlers of a language, with little patience. */
export async function grading(language: Language, parts: GradingParts = {}): Promise<Grading> {
  const { io, runtime, sandbox } = await placeFor(language, parts);
  if (!sandbox) throw new Error("Nothing keeps what is run here from being root");
  const bench = await makeBench(io, benchOf(language), "en");
  const limits = { patience: 2, lesson: 4, submission: 20 };
  return {
    bench,
    runtime,
    sandbox,
    run(handlers, others = {}) {
      const submission = {
        name: "it",
        language,
        handlers: new Map(Object.entries(handlers)),
        others: new Map(Object.entries(others)),
        report: undefined,
      };
      return rerun(submission, bench, runtime, sandbox, signal, limits);
    },
  };
}

/** For what means harm: it runs nowhere but where the system closes it off. */
export async function closedGrading(language: Language, parts: GradingParts = {}): Promise<Grading> {
  const grader = await grading(language, parts);
  if (!grader.sandbox.isClosed) throw new Error("What means harm is not run where there are no namespaces");
  return grader;
}
