import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { optionTable } from "../../src/options/table.ts";
import { program } from "../support/generated-project.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { bareEnv, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";

const QUICK = ["--no-install", "--no-git"];

interface Machine {
  readonly env?: Record<string, string>;
  readonly umask?: string;
  /** From which folder to which. */
  readonly place?: readonly [cwd: string, directory: string];
}

/** What differs from machine to machine, and is no option. */
const machines: Record<string, Machine> = {
  "another language of the terminal": { env: { LANG: "tr_TR.UTF-8", LC_ALL: "de_DE.ISO-8859-1" } },
  "no language at all": { env: { LANG: "C", LC_ALL: "POSIX" } },
  "another time zone": { env: { TZ: "Pacific/Kiritimati" } },
  "another home, with settings": { env: { HOME: "/", XDG_CONFIG_HOME: "/etc", npm_config_yes: "true" } },
  "a CI machine in production": { env: { CI: "true", NODE_ENV: "production" } },
  "another temporary folder": { env: { TMPDIR: "/nonexistent", TEMP: "/nonexistent" } },
  "a mask that hides all from others": { umask: "077" },
  "a deep folder, to the current one": { place: ["deep/er/app", "."] },
  "an absolute way up": { place: ["x", "../app"] },
};

async function generate(machine: Machine, flags: readonly string[]): Promise<Record<string, string>> {
  const folder = await testFolder();
  const [from, directory] = machine.place ?? [".", "app"];
  const cwd = join(folder, from);
  await mkdir(cwd, { recursive: true });
  const script = `umask ${machine.umask ?? "022"} && exec "$@"`;
  const args = ["-c", script, "sh", process.execPath, program, directory, "--lang", "en", ...QUICK, ...flags];
  await execa("sh", args, { cwd, env: { ...bareEnv, ...machine.env }, extendEnv: false });
  return treeOf(join(cwd, directory));
}

describe("the same options give the same bytes", () => {
  const flags = ["--models", "模型,b", "--port", "9100", "--package-manager", "npm", "-f", "hono"];

  test.each(Object.entries(machines))("with %s", async (_name, machine) => {
    expect(await generate(machine, flags)).toEqual(await generate({}, flags));
  });

  test("in no file is there a date, a path, a user or a line's end of Windows", async () => {
    const tree = await generate({ env: { USER: "someone-known", LOGNAME: "someone-known" } }, flags);
    for (const [path, text] of Object.entries(tree)) {
      expect([path, text.includes("\r")]).toEqual([path, false]);
      expect([path, /someone-known|create-llmbrick-sse-test-/.exec(text)]).toEqual([path, null]);
      expect([path, text.includes(String(new Date().getFullYear()))]).toEqual([path, false]);
    }
  });
});

test.each(optionTable.framework.choices)("%s from the answers that its project keeps", async (framework) => {
  const cwd = await testFolder();
  const argv = ["--dry-run", "--json", "--yes"];
  const filesOf = async (...flags: string[]) => {
    const { stdout } = await run(["app", ...argv, ...flags], { cwd });
    return outcomeIn(stdout).files;
  };
  const flags = ["-f", framework, "--lang", "zh-TW", "--prefix", "/api", "--no-debug"];
  await run(["first", ...flags, "--name", "app", ...QUICK], { cwd });
  const first = await treeOf(join(cwd, "first"));
  // Written by an editor of Windows.
  await outputFile(join(cwd, "answers.json"), `\uFEFF${first[".llmbrick.json"]?.replaceAll("\n", "\r\n")}`);
  const again = await filesOf("--answers", "answers.json");
  expect(again).toEqual(await filesOf(...flags));
  expect(again.length).toBe(Object.keys(first).filter((path) => !path.endsWith("/")).length);
});
