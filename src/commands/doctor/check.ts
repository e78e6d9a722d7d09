import type { HandlerSpec } from "../../handlers/index.ts";
import type { Messages } from "../../i18n/messages.ts";
import type { Io, RunResult } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import { plain } from "../../plain.ts";

/** The checks that there are words for. */
export type CheckName = keyof Messages["doctor"]["names"];

/** `warning`: projects can be made, with less than all of it. `failed`: something will not work. */
export type Status = "ok" | "warning" | "failed";

export interface Finding {
  readonly status: Status;
  /** What was found, in words. */
  readonly found: string;
  /** The way out, where something is wrong. */
  readonly fix?: string;
}

/** What a check may look at. */
export interface Subject {
  readonly io: Io;
  readonly t: Messages;
  readonly options: Pick<Options, "framework" | "packageManager" | "port"> & {
    readonly handler: HandlerSpec;
  };
}

export type Check = (subject: Subject) => Promise<Finding>;

export const ok = (found: string): Finding => ({ status: "ok", found });
export const warning = (found: string, fix: string): Finding => ({ status: "warning", found, fix });
export const failed = (found: string, fix: string): Finding => ({ status: "failed", found, fix });

/** Seconds that a program may take to answer. */
export const LIMIT = 10;

export interface Answer extends Omit<RunResult, "status"> {
  readonly status: RunResult["status"] | "late";
}

/** Runs a program for what it says. */
export async function ask(
  { io }: Subject,
  [program, ...args]: readonly [string, ...string[]],
  env = io.env,
): Promise<Answer> {
  const signal = AbortSignal.timeout(LIMIT * 1000);
  const { status, output } = await io.run(program, args, { cwd: io.cwd, env, signal });
  const lines = output.split(/\r\n|\r|\n/).map(plain);
  return { status: signal.aborted ? "late" : status, output: lines.join("\n") };
}

/** Why a program gave no answer, in words. */
export function silence(program: string, status: Exclude<Answer["status"], "done">, t: Messages): string {
  return { missing: t.doctor.missing, late: t.doctor.late, failed: t.doctor.broken }[status](program, LIMIT);
}

/** The version in what a program says of itself: "git version 2.39.5", "v20.19.0". */
export const versionIn = (output: string): string => /(?<!\d)\d+\.\d+\S*/.exec(output)?.[0] ?? "";

/** Whether a version is this one, of major and minor, or a later one. */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
