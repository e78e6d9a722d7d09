import { dirname, join, relative } from "node:path/posix";
import { expect } from "vitest";
import { EXIT_CODES, SIGNAL_EXIT_CODES } from "../../src/errors.ts";
import { loadSha256 } from "../../src/hash.ts";
import { main } from "../../src/main.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testIo } from "../support/test-io.ts";
import type { FakeTerminal } from "./fake-terminal.ts";
import type { Ending, Scene } from "./scene.ts";

const sha256 = await loadSha256();

const { INTERNAL, CHECK_FAILED: _, ...failures } = EXIT_CODES;
export const EXPECTED_CODES: readonly number[] = [
  ...new Set([0, ...Object.values(failures), ...Object.values(SIGNAL_EXIT_CODES)]),
];
const CODE_OF: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(Object.entries(EXIT_CODES).map(([name, code]) => [name, [code]])),
  CANCELLED: Object.values(SIGNAL_EXIT_CODES),
};

/** A stack, as Node prints one. */
export const STACK = /^\s+at .*:\d+:\d+\)?$/m;
/** What would act on a terminal, but for the end of a line. */
const CONTROL = /[^\P{Cc}\n]/u;
/** A colour, which FORCE_COLOR may ask for wherever the text goes. */
const COLOR = /\u001B\[\d+m/g;

/** Holds the ending of a run to all that must be true of every run. */
export async function judge(scene: Scene, ending: Ending, terminal?: FakeTerminal): Promise<void> {
  const { exitCode, out, err, line } = ending;
  // The finding of a command that something is wrong.
  const codes = line.command ? [...EXPECTED_CODES, INTERNAL] : EXPECTED_CODES;
  expect(codes).toContain(exitCode);
  if (!line.controls.debugCli && !scene.env?.DEBUG) expect(out + err).not.toMatch(STACK);
  judgeText(scene, ending, terminal !== undefined);
  await judgeDisk(ending);
}

function judgeText({ argv, env }: Scene, { exitCode, out, err, line }: Ending, isOnTerminal: boolean): void {
  const { json, help, version } = line.controls;
  expect(err).not.toMatch(CONTROL);
  if (json && !help && !version) {
    const document = outcomeIn(out);
    expect(out).toBe(`${JSON.stringify(document)}\n`);
    expect(document.ok).toBe(exitCode === 0);
    if (document.error) expect(CODE_OF[document.error.code]).toContain(exitCode);
    return;
  }
  if (isOnTerminal) return;
  expect(env?.FORCE_COLOR === undefined ? out : out.replace(COLOR, "")).not.toMatch(CONTROL);
  if ([EXIT_CODES.BAD_OPTIONS, EXIT_CODES.TARGET_NOT_EMPTY].includes(exitCode as 2 | 3)) {
    expect([argv, out]).toEqual([argv, expect.stringMatching(/^(?:Cleaned up after .*\n|.*清.*\n)?$/)]);
    expect(err).not.toBe("");
  }
}

/** Codes of runs after which the project is there. */
const { INSTALL_FAILED, GIT_FAILED, VERIFY_FAILED } = EXIT_CODES;
const AFTER_WRITING: readonly number[] = [0, INSTALL_FAILED, GIT_FAILED, VERIFY_FAILED];

/** The target is whole or as it was before, and nothing else has changed. */
async function judgeDisk({ exitCode, before, after, line }: Ending): Promise<void> {
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...paths].filter((path) => before[path] !== after[path] && !isLeftover(path));
  const { dryRun, help, version } = line.controls;
  const mayWrite = !dryRun && !help && !version && !line.command && AFTER_WRITING.includes(exitCode);
  if (!mayWrite) {
    expect(changed).toEqual([]);
    return;
  }
  const [answersPath = "", ...others] = changed.filter((path) => /(^|\/)\.llmbrick\.json$/.test(path));
  expect([answersPath, others]).toEqual([expect.stringContaining(".llmbrick.json"), []]);
  const folder = dirname(answersPath);
  const whole = await sameAgain(after[answersPath] ?? "");
  const places = [...whole.keys()].map((path) => join(folder, path));
  expect(places.filter((place) => !(place in after))).toEqual([]);
  for (const path of changed) {
    if (path.endsWith("/"))
      expect([path, places.some((place) => place.startsWith(path))]).toEqual([path, true]);
    else expect([path, sha256(after[path] ?? "gone")]).toEqual([path, whole.get(relative(folder, path))]);
  }
}

/** What a run was killed in is cleaned up by the next. */
const isLeftover = (path: string): boolean => path.includes("/.create-llmbrick-sse-1-00000000/");

/** The files of the project that the answers give, by path, as hashes: the measure for what a run has written. */
async function sameAgain(answers: string): Promise<ReadonlyMap<string, string>> {
  const argv = ["again", "--answers", "-", "--dry-run", "--json"];
  const io = testIo({ cwd: "/", readStdin: async () => answers });
  expect([await main(argv, io), io.err()]).toEqual([0, expect.stringContaining("again")]);
  const { files } = JSON.parse(io.out()) as { files: { path: string; sha256: string }[] };
  return new Map(files.map(({ path, sha256 }) => [path, sha256]));
}
