import { describe, expect, test } from "vitest";
import { faultOf, patternsIn, pythonPatternsIn } from "../../scripts/patterns.ts";

const judged = async (code: string) => (await patternsIn("a.ts", code)).map(faultOf);

describe("patterns that take more than linear time", () => {
  test.each([
    ["two readers of one character", String.raw`/^[+-]?\d+\.?\d*$/`],
    ["a search that begins anew at each place", String.raw`/\/+$/`],
    ["a loop in a loop", "/^(a+)+$/"],
    ["words between commas", String.raw`/^(\w+,?)*$/`],
  ])(
    "are found: %s",
    async (_name, pattern) => {
      expect(await judged(`const text: string = "x".replace(${pattern}, "");`)).toEqual([
        expect.stringMatching(/degree|exponential/),
      ]);
    },
    60_000,
  );

  test("are told from others", async () => {
    expect(await judged(String.raw`const one = /^[+-]?\d+(\.\d*)?$/; const other = /(?<!\/)\/+$/;`)).toEqual([
      undefined,
      undefined,
    ]);
  }, 60_000);

  test("are found in Python's strings, raw or not", () => {
    const code = String.raw`
A = re.compile(r"a\d+")
B = re.fullmatch("Bearer +(.+)", given, re.IGNORECASE)
C = re.compile(rb'[^"\\]*')
D = kind("a path", r"[\w./]*")
`;
    expect(pythonPatternsIn("a.py", code).map(({ source }) => source)).toEqual(
      [String.raw`a\d+`, String.raw`[^"\\]*`, String.raw`[\w./]*`, "Bearer +(.+)"].map(
        (text) => `^(?:${text})$`,
      ),
    );
  });
});
