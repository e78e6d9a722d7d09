import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { applicationChanges } from "../../src/effects/application-changes.ts";
import { inspectTarget } from "../../src/effects/target.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

test("a list of a megabyte gets its new lines in seconds", async () => {
  const folder = await testFolder();
  const lines = Array.from({ length: 130_000 }, (_, at) => `# ${at.toString(36)}\n`).join("");
  await outputFile(join(folder, "requirements.txt"), lines);
  const io = testIo({ cwd: folder });
  const files = new Map([["requirements.txt", "llmbrick>=1\n"]]);
  const start = performance.now();
  const [change] = await applicationChanges(io, await inspectTarget(io, folder), { files });
  // It took twenty.
  expect(performance.now() - start).toBeLessThan(5000);
  expect(change).toMatchObject({ action: "merge", added: ["llmbrick>=1"], content: `${lines}llmbrick>=1\n` });
}, 60_000);

test.each(["fastapi", "fastapi\n", "fastapi\r\n\r\nuvicorn"])(
  "of the lines that a list gets, those are told that say something: %j",
  async (present) => {
    const folder = await testFolder();
    await outputFile(join(folder, "requirements.txt"), present);
    const io = testIo({ cwd: folder });
    const files = new Map([["requirements.txt", "llmbrick>=1\n"]]);
    const [change] = await applicationChanges(io, await inspectTarget(io, folder), { files });
    expect(change).toMatchObject({ action: "merge", added: ["llmbrick>=1"] });
  },
);
