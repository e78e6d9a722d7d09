import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { main } from "../../src/main.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

const { questions: q, review } = en;

/** An answer to the question of these words, and what happens elsewhere before it is given. */
type Turn = readonly [question: string, answer: string, happen?: () => Promise<void>];

/** Runs the program on a terminal that can't move its cursor, and answers what is asked. */
async function talk(argv: readonly string[], cwd: string, turns: readonly Turn[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  let said = "";
  let asked = 0;
  const write = (text: string) => {
    said += text;
    // A question ends in what is proposed.
    if (/\[[^\n]*\]: $/.test(text)) void reply(text);
    return true;
  };
  const reply = async (text: string) => {
    const [question = "", answer = "", happen] = turns[asked++] ?? [];
    if (!text.includes(question)) throw new Error(`Asked ${text} in place of ${question}`);
    await happen?.();
    stdin.write(`${answer}\n`);
  };
  const stdout = { isTTY: true, columns: 200, write, on() {}, removeListener() {} };
  const io = testIo({
    cwd,
    env: { TERM: "dumb" },
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
  });
  const exitCode = await main([...argv, "--no-install", "--no-git"], io);
  return { exitCode, said, complaints: io.err(), asked };
}

/** All that is asked about a project, each answered by what is proposed. */
const USUAL: readonly Turn[] = [
  q.framework,
  q.language,
  q.handler,
  q.features,
  q.host,
  q.port,
  q.models,
  "Keep the default limits",
  q.testPage,
].map((question) => [question, ""]);

describe("what keeps a project from being written is told with all answers at hand", () => {
  test("and looked at again once it is put right", async () => {
    const cwd = await testFolder();
    const manifest = join(cwd, "app/package.json");
    await outputFile(manifest, "{ no JSON");
    const { exitCode, said } = await talk(["app", "--if-exists", "merge"], cwd, [
      ...USUAL,
      [review.blocked, "1"],
      [review.blocked, "1", () => outputFile(manifest, "{}")],
      [review.question, ""],
    ]);
    expect(said.split(en.errors.notJoined(manifest))).toHaveLength(3);
    expect([exitCode, await readFile(manifest, "utf8")]).toEqual([0, "{}"]);
  });

  test("and may be met by another answer", async () => {
    const cwd = await testFolder();
    await outputFile(join(cwd, "app/package.json"), "{ no JSON");
    const folder: Turn = [q.directory, "app"];
    const { exitCode, said } = await talk([], cwd, [
      folder,
      [q.ifExists, "2"],
      ...USUAL,
      [review.blocked, "2"],
      [review.which, "1"],
      [q.directory, "other"],
      [review.question, ""],
    ]);
    expect([exitCode, said.includes("files written to other")]).toEqual([0, true]);
    expect(await readFile(join(cwd, "app/package.json"), "utf8")).toBe("{ no JSON");
  });
});
