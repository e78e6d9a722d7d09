import { rename } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { faultsOf, judge, pythonBench } from "../../../scripts/lessons/judge.ts";
import { readLessons, statesOf } from "../../../scripts/lessons/lesson.ts";
import { installNode } from "../../../scripts/node-release.ts";
import { optionTable } from "../../../src/options/table.ts";
import { packProgram } from "../../support/packed.ts";
import { python } from "../../support/python-environment.ts";
import { testFolder } from "../../support/test-folder.ts";
import { lessonProject } from "../project.ts";
import { testLines, testReader, testWatch } from "../runner.ts";

const typescript = { changes: { framework: "node", language: "ts" }, node: await installNode("22") } as const;
const inPython = { changes: { framework: "llmbrick" } } as const;

testReader(typescript);
testLines(inPython);
testWatch(inPython);

test("in Python, every start fails, every solution passes, and each wrong solution is refused as it should", {
  timeout: 900_000,
}, async () => {
  const lessons = await readLessons();
  const judged = await judge(pythonBench(python ?? ""), lessons);
  expect(judged).toHaveLength(lessons.flatMap((lesson) => statesOf(lesson, "py")).length);
  expect(faultsOf(judged)).toEqual([]);
  const left = judged.find(({ lesson, state }) => lesson === "04-leave" && state === "start");
  expect(left?.results.find(({ failure }) => failure)?.failure).toEqual({
    where: "dropped",
    frame: expect.any(Number),
    late: expect.any(Number),
  });
});

const withPackages = optionTable.framework.choices.filter((name) => name !== "node" && name !== "llmbrick");

test.each(
  withPackages.flatMap((framework) => [
    { framework, language: "js" } as const,
    { framework, language: "ts" } as const,
  ]),
)(
  "the lessons run in a project of $framework in $language, once its packages are installed",
  { timeout: 600_000 },
  async (changes) => {
    const { folder, lesson, handler, extension, read, write } = await lessonProject(
      await testFolder(),
      changes,
    );
    await execa("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: folder });
    expect((await lesson("check")).stdout).toContain("[not yet] The answer greets whoever wrote");
    for (const number of ["01-hello", "04-leave", "12-keys"]) {
      await lesson("jump", number);
      await write(handler, await read(`lessons/${number}/solution.${extension}`));
      const { exitCode, all } = await lesson("check");
      expect([exitCode, all]).toEqual([0, expect.stringContaining("Well done!")]);
    }
  },
);

test("a class needs the packed file, Node, and no network at all", { timeout: 300_000 }, async () => {
  const [home, stick] = [await testFolder(), await testFolder()];
  const { tarball } = await packProgram(stick);
  await rename(tarball, join(stick, "create.tgz"));
  // A network of its own, in which there is this machine alone.
  const script = `set -e
ip link set lo up
npx --yes ./create.tgz my-server --yes --language js --features workshop --no-git >&2
cd my-server
npm run lesson check && exit 1
npm run lesson solution
npm run lesson check
npm run lesson report -- --name Ada`;
  const { stdout } = await execa("unshare", ["--map-root-user", "--net", "sh", "-c", script], {
    cwd: stick,
    env: { PATH: process.env.PATH, HOME: home },
    extendEnv: false,
    stdin: "ignore",
  });
  expect(stdout).toContain("[not yet] The answer greets whoever wrote");
  expect(stdout).toContain("Well done!");
  expect(stdout).toContain("lesson-report.html");
});
