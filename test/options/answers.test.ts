import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Cancelled } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { readAnswers } from "../../src/options/answers.ts";
import { temporaryFolder } from "../support/generated-project.ts";
import { testIo } from "../support/test-io.ts";

const cwd = await temporaryFolder();
await mkdir(join(cwd, "folder"));
await writeFile(join(cwd, "good.json"), '\uFEFF{"$schema":"x","generatorVersion":"0.1.0","port":9100}');
await writeFile(join(cwd, "broken.json"), '{"port":');
await writeFile(join(cwd, "empty.json"), "");

test("a file, relative to where we are; what it says of itself is left out", async () => {
  expect(await readAnswers(testIo({ cwd }), "good.json", en)).toEqual({ port: 9100 });
});

test("standard input", async () => {
  expect(await readAnswers(testIo({ readStdin: async () => '{"git":false}' }), "-", en)).toEqual({
    git: false,
  });
});

test("a signal while standard input is read cancels the run", async () => {
  const controller = new AbortController();
  const readStdin = async () => {
    controller.abort(new Cancelled("SIGINT"));
    throw new Error("aborted");
  };
  await expect(readAnswers(testIo({ readStdin, signal: controller.signal }), "-", en)).rejects.toBeInstanceOf(
    Cancelled,
  );
});

describe("says what is wrong with it", () => {
  test.each([
    ["missing.json", "can't be read from missing.json: there is no such file"],
    ["folder", "can't be read from folder: it is a folder"],
    ["broken.json", "in broken.json are not JSON: Unexpected end of JSON input"],
    ["empty.json", "in empty.json are not JSON"],
  ])("%s", async (source, message) => {
    await expect(readAnswers(testIo({ cwd }), source, en)).rejects.toMatchObject({
      code: "BAD_ANSWERS",
      exitCode: 2,
      message: expect.stringContaining(message),
      hint: expect.stringContaining("JSON object"),
    });
  });

  test.each(["[]", "null", "1", '"port"'])("%s is not an object", async (text) => {
    const io = testIo({ readStdin: async () => text });
    await expect(readAnswers(io, "-", en)).rejects.toMatchObject({
      code: "BAD_ANSWERS",
      message: "The answers in - are not a JSON object.",
    });
  });
});
