import { describe, expect, test } from "vitest";
import { allFlags } from "../../src/command-line/flags.ts";
import { featureNames } from "../../src/features/rules.ts";
import { handlerNames } from "../../src/handlers/index.ts";
import { main } from "../../src/main.ts";
import { optionTable, shownOptionNames } from "../../src/options/table.ts";
import { version } from "../../src/version.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testIo } from "../support/test-io.ts";

async function runMain(...argv: string[]) {
  const io = testIo();
  return { exitCode: await main(argv, io), out: io.out(), err: io.err() };
}

test("text: every framework, option, default and choice", async () => {
  const { exitCode, out, err } = await runMain("list");
  expect([exitCode, err]).toEqual([0, ""]);
  for (const framework of optionTable.framework.choices) expect(out).toContain(`\n  ${framework} `);
  expect(out).toContain("  llmbrick  llmbrick (Python, about 110 packages of 650 MB)\n");
  expect(out).toContain(
    "  --port, -p  port to listen on\n      default: 9000; a whole number from 1 to 65535, in digits\n",
  );
  expect(out.match(/^ {2}(?:--|\[folder\])/gm)).toHaveLength(shownOptionNames.length);
});

test("text: of each handler and feature, first what is to be typed", async () => {
  const { out } = await runMain("list");
  for (const name of [...handlerNames, ...featureNames])
    expect(out).toMatch(new RegExp(`^  ${name}\\b`, "m"));
  expect(out).toContain("\n  compose: Docker Compose (");
});

test("text in Chinese", async () => {
  const { out } = await runMain("list", "--lang", "zh-TW");
  expect(out).toContain("框架：\n  node ");
  expect(out).toContain("  [資料夾]  專案資料夾");
  expect(out).toContain("      預設值：9000；1 到 65535 的整數");
});

test("one JSON document", async () => {
  const { exitCode, out, err } = await runMain("--json", "list");
  expect([exitCode, err, out.split("\n").length]).toEqual([0, "", 2]);
  const document = outcomeIn(out);
  expect(document).toMatchObject({ ok: true, version });
  expect(document.frameworks).toHaveLength(optionTable.framework.choices.length);
  expect(document.frameworks[0]).toEqual({
    name: "node",
    title: expect.any(String),
    languages: ["ts", "js"],
    packageManagers: ["npm", "pnpm", "yarn", "bun"],
  });
  expect(document.frameworks.at(-1)).toEqual({
    name: "llmbrick",
    title: "llmbrick (Python, about 110 packages of 650 MB)",
    languages: [],
    packageManagers: [],
  });
  const named = (name: string) => document.options.find((option: { name: string }) => option.name === name);
  expect(named("port")).toEqual({
    name: "port",
    flag: "--port",
    alias: "-p",
    type: "integer",
    description: "port to listen on",
    default: 9000,
    defaultText: "9000",
    allowed: "a whole number from 1 to 65535, in digits",
    min: 1,
    max: 65_535,
    asked: true,
    scope: "project",
    frameworks: optionTable.framework.choices,
  });
  expect(named("directory")).not.toHaveProperty("flag");
  expect(named("lang")).not.toHaveProperty("default");
  expect(named("language")).toMatchObject({ choices: ["ts", "js"] });
  expect(named("language").frameworks).not.toContain("llmbrick");
  for (const { flag } of document.options) if (flag) expect(allFlags).toContain(flag);
});

describe("what it has no use for", () => {
  test.each([
    [["--port", "1"], "--port: the command list has no use for it. It takes: --json, --lang, "],
    [["--yes"], "--yes: the command list has no use for it."],
    [["app"], '"app": the command list takes no such word. A folder of that name is written ./list.'],
    [["--lang", "tlh"], '--lang: "tlh" is not allowed.'],
    [["--frob"], "--frob: there is no such option."],
  ])("%j", async (argv, message) => {
    const { exitCode, out, err } = await runMain("list", ...argv);
    expect([exitCode, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });

  test("is told as JSON too, with every fault", async () => {
    const { exitCode, out } = await runMain("list", "--json", "--port", "1", "app");
    expect(exitCode).toBe(2);
    expect(outcomeIn(out)).toMatchObject({
      ok: false,
      error: { code: "BAD_OPTIONS", faults: [{ value: "app" }, { option: "port", value: "1" }] },
    });
  });
});
