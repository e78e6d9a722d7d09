import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { main } from "../../src/main.ts";
import { grading, hello, placeFor, realIo, rightAnswer } from "../support/grading.ts";
import { environment } from "../support/python-environment.ts";
import { testFolder } from "../support/test-folder.ts";
import { describeInPython } from "./describe.ts";

const env = { VIRTUAL_ENV: environment, PATH: process.env.PATH };

describeInPython("a handler in Python, graded:", () => {
  test("what is right passes with its own modules; what ends its process does not", {
    timeout: 60_000,
  }, async () => {
    const right = await rightAnswer("py");
    const handlers = { [hello]: `import mine\n${right}`, "02-tokens": "import os\nos._exit(0)" };
    if (!(await placeFor("py", { env })).sandbox) return expectRefusal(right);
    const outcomes = await (await grading("py", { env })).run(handlers, { "mine.py": "" });
    expect([...outcomes.values()].map(({ state }) => state)).toEqual(["passed", "failed"]);
  });

  test("a virtual environment behind links, one after the other, is found and closed off like any other", {
    timeout: 60_000,
  }, async () => {
    const folder = await testFolder();
    await symlink(environment, join(folder, "one"));
    await symlink("one", join(folder, "two"));
    const behind = await placeFor("py", { env: { ...env, VIRTUAL_ENV: join(folder, "two") } });
    expect(behind.sandbox?.isClosed).toBe((await placeFor("py", { env })).sandbox?.isClosed);
  });
});

/** Where root may neither make namespaces nor let another user have this Python. */
async function expectRefusal(code: string) {
  const folder = await testFolder();
  await outputFile(join(folder, `one/lessons/work/${hello}/handler.py`), code);
  await outputFile(join(folder, "one/.llmbrick.json"), "{}");
  const io = realIo({ cwd: folder, env });
  expect(await main(["grade", folder], io)).toBe(1);
  expect(io.out()).toContain(en.grade.faults.asRoot);
}
