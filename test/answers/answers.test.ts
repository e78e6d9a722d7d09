import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAnswers } from "../../src/answers/answers.ts";
import { Cancelled } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { refusal } from "../support/in-english.ts";
import { temporaryFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

const cwd = temporaryFolder();
await mkdir(join(cwd, "folder"));
await writeFile(join(cwd, "good.json"), '\uFEFF{"$schema":"x","generatorVersion":"0.1.0","port":9100}');
await writeFile(join(cwd, "broken.json"), '{"port":');
await writeFile(join(cwd, "empty.json"), "");

test("a file, relative to where we are; what it says of itself is left out", async () => {
  expect(await readAnswers(testIo({ cwd }), "good.json")).toEqual({
    source: "good.json",
    text: '{"$schema":"x","generatorVersion":"0.1.0","port":9100}',
    values: { port: 9100 },
  });
});

test("standard input", async () => {
  expect(await readAnswers(testIo({ readStdin: async () => '{"git":false}' }), "-")).toMatchObject({
    source: "-",
    values: { git: false },
  });
});

test("a signal while standard input is read cancels the run", async () => {
  const controller = new AbortController();
  const readStdin = async () => {
    controller.abort(new Cancelled("SIGINT"));
    throw new Error("aborted");
  };
  await expect(readAnswers(testIo({ readStdin, signal: controller.signal }), "-")).rejects.toBeInstanceOf(
    Cancelled,
  );
});

describe("says what is wrong with it", () => {
  test.each([
    ["missing.json", "can't be read from missing.json: there is no such file"],
    ["folder", "can't be read from folder: it is a folder"],
    ["broken.json", "The answers in broken.json are not JSON."],
    ["empty.json", "The answers in empty.json are not JSON."],
  ])("%s", async (source, message) => {
    expect(await refusal(readAnswers(testIo({ cwd }), source))).toMatchObject({
      code: "BAD_ANSWERS",
      exitCode: 2,
      message: expect.stringContaining(message),
      hint: expect.stringContaining("JSON object"),
    });
  });

  test.each([
    `{"port": ${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    '{"a":'.repeat(50_000),
    "[[".repeat(51),
  ])("nested without end", async (text) => {
    const io = testIo({ readStdin: async () => text });
    expect(await refusal(readAnswers(io, "-"))).toMatchObject({
      code: "BAD_ANSWERS",
      message: "The answers in <stdin> are nested too deep: no value of an option is.",
    });
  });

  test("brackets in strings are no nesting", async () => {
    const values = { name: `\\"${"[".repeat(1000)}` };
    const io = testIo({ readStdin: async () => JSON.stringify(values) });
    expect(await readAnswers(io, "-")).toMatchObject({ values });
  });

  test.each(["[]", "null", "1", '"port"'])("%s is not an object", async (text) => {
    const io = testIo({ readStdin: async () => text });
    expect(await refusal(readAnswers(io, "-"))).toMatchObject({
      code: "BAD_ANSWERS",
      message: "The answers in <stdin> are not a JSON object.",
    });
  });
});

describe("says where it is no JSON", () => {
  const faultOf = async (text: string, t = en) => {
    const error = await refusal(readAnswers(testIo({ readStdin: async () => text }), "-"), t);
    expect(error).toMatchObject({ code: "BAD_ANSWERS" });
    return error;
  };

  test.each([
    ['{"port":9000,}', "1:14: a name in double quotes is missing here."],
    ['{\n  "port" 9000}', "2:10: a colon is missing here."],
    ['{\r\n"port": 1\r\n"host": 2}', "3:1: a comma is missing here."],
    ["{port: 1}", '1:2: texts and names need straight double quotes ("), and the only other words'],
    ["{“port”: 1}", '1:2: texts and names need straight double quotes (")'],
    ["{'port': 1}", "1:2: texts and names need straight double quotes"],
    ['{"models": ["a",]}', "1:17: a value is missing here."],
    ['{"models": ["a"', "1:16: a closing bracket ] is missing here."],
    ['{"port": 1', "1:11: a closing brace } is missing here."],
    ['{"port": 1} {}', "1:13: nothing may follow the document."],
    ['// mine\n{"port": 1}', "1:1: JSON has no comments."],
    ['{"name": "a\nb"}', "1:10: this text has no closing quote on its line."],
    ['{"name": "\\x"}', "1:10: there is no such escape in JSON."],
    ['{"name": "\\u12"}', "1:10: \\u needs four hexadecimal digits after it."],
    ['{"name": "\u0001"}', "1:10: this character must be escaped."],
    ['{"port": 1e}', "1:10: this number has no end."],
  ])("%j", async (text, message) => {
    const { message: title, faults } = await faultOf(text);
    expect(title).toBe("The answers in <stdin> are not JSON.");
    expect(faults).toMatchObject([{ message: expect.stringContaining(`<stdin>:${message}`) }]);
  });

  test("as data too, and in Chinese", async () => {
    const { faults } = await faultOf('{"port": 1,}', zhTW);
    const message = "<stdin>:1:12: 這裡缺少加雙引號的名稱。";
    expect(faults).toEqual([{ option: "answers", value: "-", message, line: 1, column: 12 }]);
  });

  test("in words of its own, whatever is wrong", async () => {
    const broken = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom("", ",", "}", '"', "\\", "\n", "tru", "0", "/*", "\u0000", "€"),
      )
      .map(([json, at, insert]) => json.slice(0, at % (json.length + 1)) + insert)
      .filter((text) => !isJson(text));
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const [{ message, line = 0, column = 0 } = { message: "" }] = (await faultOf(text)).faults;
        expect(Object.values(en.json)).toContain(message.replace(`<stdin>:${line}:${column}: `, ""));
        expect(text.split(/\r\n|\r|\n/)[line - 1]?.length).toBeGreaterThanOrEqual(column - 1);
      }),
      { numRuns: 1000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
