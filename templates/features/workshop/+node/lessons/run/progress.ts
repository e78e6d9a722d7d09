import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, names, shown } from "./project.ts";
import { say } from "./words.ts";

const path = join(folder, "progress.json");

/** One run of a lesson's checks. */
export interface Attempt {
  /** When, in UTC. */
  at: string;
  lesson: string;
  /** "passed", "solution" where it was looked at, or the name of the check that failed. */
  result: string;
  /** Of the handler's text. */
  handler: string;
  /** Of the hash before, a line end, and this attempt without its own, as JSON. */
  hash: string;
}

/** What `progress.json` holds. */
export interface Progress {
  /** The lesson at hand. */
  lesson: string;
  /** The hints that were shown, by lesson. */
  hints: Record<string, number>;
  attempts: Attempt[];
}

/** Of a text, whatever an editor or git makes of the ends of its lines. */
export const sha256 = (text: string): string =>
  createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");

/** Before the first lesson. */
export const noProgress = (): Progress => ({ lesson: names[0] as string, hints: {}, attempts: [] });

/** `undefined` before the first lesson. Ends the run where the file holds something else. */
export function readProgress(): Progress | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const progress: Progress = JSON.parse(readFileSync(path, "utf8"));
    if (names.includes(progress.lesson) && progress.hints && Array.isArray(progress.attempts))
      return progress;
  } catch {}
  console.error(say("badProgress", shown(path)));
  process.exit(2);
}

export const writeProgress = (progress: Progress): void =>
  writeFileSync(path, `${JSON.stringify(progress, null, 2)}\n`);

/** Adds an attempt to the chain: each one's hash holds all before it. */
export function addAttempt(progress: Progress, result: string, handler: string): void {
  const attempt = { at: new Date().toISOString(), lesson: progress.lesson, result, handler: sha256(handler) };
  const before = progress.attempts.at(-1)?.hash ?? "";
  progress.attempts.push({ ...attempt, hash: sha256(`${before}\n${JSON.stringify(attempt)}`) });
}

export const hasPassed = ({ attempts }: Progress, name: string): boolean =>
  attempts.some(({ lesson, result }) => lesson === name && result === "passed");

/** The lesson behind another; `undefined` behind the last. */
export const behind = (name: string): string | undefined => names[names.indexOf(name) + 1];
