import { execa } from "execa";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quote, shellOf } from "../src/shell.ts";

test.each([
  ["linux", { MSYSTEM: "" }, "posix"],
  ["win32", { MSYSTEM: "MINGW64", PSModulePath: "a;b;c" }, "posix"],
  ["win32", { PSModulePath: "a;b;c" }, "powershell"],
  ["win32", { PSModulePath: "a;b" }, "cmd"],
  ["win32", {}, "cmd"],
] as const)("on %s with %j the shell is %s", (platform, env, shell) => {
  expect(shellOf({ platform, env })).toBe(shell);
});

/** A shell takes no NUL and no half surrogate. */
const isShellText = (text: string) => !/[\0\p{Cs}]/u.test(text);

test("a POSIX shell reads each word back", async () => {
  const words = fc.array(fc.string({ unit: "binary" }).filter(isShellText), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(words, async (texts) => {
      const line = texts.map((text) => quote(text, "posix")).join(" ");
      const { stdout } = await execa("sh", ["-c", `printf '%s\\0' ${line}`]);
      expect(stdout.split("\0").slice(0, -1)).toEqual(texts);
    }),
    { numRuns: 20 },
  );
});

test.each([
  ["plain-1.0/x:y", "plain-1.0/x:y", "plain-1.0/x:y"],
  ["C:\\a\\b", "C:\\a\\b", "C:\\a\\b"],
  ["--port", "--port", "--port"],
  ["--", "'--'", "--"],
  ["gpt-4o,claude-3", "'gpt-4o,claude-3'", '"gpt-4o,claude-3"'],
  ["@scope/name", "'@scope/name'", "@scope/name"],
  ["a b", "'a b'", '"a b"'],
  ["", "''", '""'],
  ["it's", "'it''s'", `"it's"`],
  ["$y", "'$y'", '"$y"'],
  ['say "x"', `'say "x"'`, '"say \\"x\\""'],
  ["a b\\", "'a b\\'", '"a b\\\\"'],
  ["我的伺服器", "'我的伺服器'", '"我的伺服器"'],
])("%s in PowerShell is %s, in cmd %s", (word, inPowerShell, inCmd) => {
  expect([quote(word, "powershell"), quote(word, "cmd")]).toEqual([inPowerShell, inCmd]);
});
