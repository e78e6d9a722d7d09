import { execa } from "execa";
import fc from "fast-check";
import { expect, test } from "vitest";
import { enterCommand, quote, shellOf } from "../src/shell.ts";

const OWN = "C:\\Users\\amy\\Documents\\WindowsPowerShell\\Modules";
/** What every program is given. */
const GIVEN =
  "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules";

test.each([
  ["linux", { MSYSTEM: "" }, "posix"],
  ["win32", { MSYSTEM: "MINGW64", PSModulePath: `${OWN};${GIVEN}` }, "posix"],
  ["win32", { PSModulePath: `${OWN};${GIVEN}` }, "powershell"],
  [
    "win32",
    { PSModulePath: `D:\\文件\\PowerShell\\Modules;c:\\program files\\powershell\\7\\Modules` },
    "powershell",
  ],
  [
    "win32",
    {
      PSModulePath: `${GIVEN};C:\\Program Files (x86)\\Microsoft SQL Server\\160\\Tools\\PowerShell\\Modules\\`,
    },
    "cmd",
  ],
  ["win32", { PSModulePath: GIVEN }, "cmd"],
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
  ["--", '"--"', "--"],
  ["gpt-4o,claude-3", '"gpt-4o,claude-3"', '"gpt-4o,claude-3"'],
  ["@scope/name", '"@scope/name"', "@scope/name"],
  ["a b", '"a b"', '"a b"'],
  ["", '""', '""'],
  ["it's", `"it's"`, `"it's"`],
  ["it's ‘$5’", "'it''s ‘‘$5’’'", `"it's ‘$5’"`],
  ["a`b c", "'a`b c'", '"a`b c"'],
  ["“a”", "'“a”'", '"“a”"'],
  ["what%PATH%", "'what%PATH%'", "what^%PATH^%"],
  ["100% sure", "'100% sure'", '100^%" sure"'],
  ["a b%%c", "'a b%%c'", '"a b"^%^%c'],
  ["%", "'%'", "^%"],
  ["$y", "'$y'", '"$y"'],
  ['say "x"', `'say "x"'`, '"say \\"x\\""'],
  ["a b\\", "'a b\\'", '"a b\\\\"'],
  ["我的伺服器", '"我的伺服器"', '"我的伺服器"'],
])("%s in PowerShell is %s, in cmd %s", (word, inPowerShell, inCmd) => {
  expect([quote(word, "powershell"), quote(word, "cmd")]).toEqual([inPowerShell, inCmd]);
});

test.each([
  ["my-server", "cd my-server", "cd my-server", "cd my-server"],
  ["my server", "cd 'my server'", 'cd "my server"', 'cd "my server"'],
  ["-x", "cd ./-x", "cd .\\-x", "cd .\\-x"],
  ["a[b]", "cd 'a[b]'", 'Set-Location -LiteralPath "a[b]"', 'cd "a[b]"'],
  ["a`b", "cd 'a`b'", "Set-Location -LiteralPath 'a`b'", 'cd "a`b"'],
  ["..\\x", "cd '..\\x'", "cd ..\\x", "cd ..\\x"],
  ["D:\\x", "cd 'D:\\x'", "cd D:\\x", "cd /d D:\\x"],
  ["D:\\my server", "cd 'D:\\my server'", 'cd "D:\\my server"', 'cd /d "D:\\my server"'],
  ["\\\\nas\\a b", "cd '\\\\nas\\a b'", 'cd "\\\\nas\\a b"', 'pushd "\\\\nas\\a b"'],
])("to go to %s is %s, in PowerShell %s, in cmd %s", (folder, posix, powershell, cmd) => {
  expect([
    enterCommand(folder, "posix"),
    enterCommand(folder, "powershell"),
    enterCommand(folder, "cmd"),
  ]).toEqual([posix, powershell, cmd]);
});
