import { describe, expect, test } from "vitest";
import { collectSources } from "../../build/layers.ts";
import { en } from "../../src/i18n/en.ts";
import { askedAt } from "../../src/interview/questions.ts";
import { readGiven } from "../../src/options/resolve.ts";
import { windowsNameFault } from "../../src/options/windows-names.ts";
import { refusal } from "../support/in-english.ts";
import { parseCommandLine } from "../support/parse-line.ts";
import { testIo } from "../support/test-io.ts";

const layers = Object.values(await collectSources());
const CWD = "C:\\Users\\amy";

describe("Windows can't open", () => {
  test.each([
    ["nul", "device"],
    ["CON", "device"],
    ["aux.txt", "device"],
    ["com1", "device"],
    ["COM0", "device"],
    ["LPT¹", "device"],
    ["com³.server", "device"],
    ["Prn  .x", "device"],
    ["CONIN$", "device"],
    ["conout$.log", "device"],
    ["C:nul", "device"],
    ["..\\NUL\\x", "device"],
    ["a/b/PRN/c", "device"],
    ["\\\\.\\pipe\\x", "device"],
    ["dot.", "ending"],
    ["dots...", "ending"],
    ["...", "ending"],
    ["space ", "ending"],
    ["mid. \\x", "ending"],
    [" ", "ending"],
    ["a?b", "character"],
    ["a*", "character"],
    ["a|b", "character"],
    ['a"b', "character"],
    ["<a>", "character"],
    ["ab:c", "character"],
    ["x::$DATA", "character"],
    ["a/b:c", "character"],
    ["x".repeat(256), "longName"],
    ["x\\".repeat(100), "longPath"],
    [`${"我".repeat(150)}\\${"y".repeat(150)}`, "longPath"],
  ])("%j: %s", (path, fault) => {
    expect(windowsNameFault(path, CWD)).toMatchObject({ fault });
  });

  test.each([
    "my-server",
    ".",
    "..",
    "..\\x",
    ".\\x\\",
    "a/b",
    "C:\\x",
    "C:x",
    "D:",
    "\\rooted",
    "\\\\server\\share\\x",
    "\\\\?\\C:\\x",
    "my server",
    "我的伺服器",
    "🦜",
    "&^()'%~!$`[]{},;=+@#",
    "nullable",
    "console",
    "com",
    "com10",
    "lpt",
    ".env",
    " lead",
    "a.b",
  ])("but %j", (path) => {
    expect(windowsNameFault(path, CWD)).toBeUndefined();
  });
});

test("in the longest path that is allowed, no file of a project is out of reach", () => {
  const lengths = layers.flatMap((files) =>
    // Without what leads to the layer's file: its language, its place among a file's sections.
    Object.keys(files).map((path) => path.replace(/\.hbs$|\.zh-TW|\/\d+-[^/]*$/g, "").length),
  );
  const atMost = "x".repeat(200 - CWD.length - 1);
  expect(windowsNameFault(atMost, CWD)).toBeUndefined();
  // MAX_PATH counts the NUL at the end.
  expect(`${CWD}\\${atMost}\\`.length + Math.max(...lengths)).toBeLessThan(260);
});

describe("on Windows such a name is refused, with the reason", () => {
  const io = testIo({ platform: "win32", cwd: CWD });

  test.each([
    ["nul", '[folder]: "nul" is not allowed. To Windows that is the name of a device'],
    ["a/b.", '[folder]: "b." is not allowed. Windows can\'t open a folder whose name ends in a dot'],
    ["a?b", '[folder]: "a?b" is not allowed. Windows takes none of < > : " | ? * in a name.'],
  ])("%s as a word of the command line", async (directory, message) => {
    const given = readGiven(parseCommandLine([directory]), undefined, io);
    expect(await refusal(given)).toMatchObject({
      code: "BAD_OPTIONS",
      faults: [{ option: "directory", message: expect.stringContaining(message) }],
    });
  });

  test("in the answers", async () => {
    const answers = { source: "-", text: '{"directory": "CON"}', values: { directory: "CON" } };
    expect(await refusal(readGiven(parseCommandLine([]), answers, io))).toMatchObject({
      faults: [{ line: 1, message: expect.stringContaining("device") }],
    });
  });

  test("as one types", () => {
    const place = {
      given: {},
      answers: {},
      io,
      t: en,
      remembered: undefined,
      note: undefined,
      canGoBack: false,
    };
    const { question } = askedAt("directory", place);
    const problemWith = question.kind === "text" ? question.problemWith : undefined;
    expect(problemWith?.("nul")).toBe(en.nameFaults.device);
    expect(problemWith?.("null")).toBeUndefined();
    expect(problemWith?.("")).toContain("Allowed: ");
  });
});

test("elsewhere such a name is one like any other", async () => {
  const given = readGiven(parseCommandLine(["nul"]), undefined, testIo());
  expect(await given).toEqual({ directory: "nul" });
});
