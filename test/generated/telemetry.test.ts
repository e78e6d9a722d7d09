import { execa } from "execa";
import { expect, test } from "vitest";
import { nodeProject } from "../features/telemetry/node-project.ts";
import { expectToMissCollector, expectTraces } from "../features/telemetry/real.ts";

// The other frameworks, and a collector that is silent: npm run test:telemetry
test("a Node project passes its own tests of traces", async () => {
  const { folder } = await nodeProject("node");
  const { stdout } = await execa(process.execPath, ["--test", "test/telemetry.test.js"], { cwd: folder });
  expect(stdout).toMatch(/\bpass 1\b/);
});

test("it traces from the caller to the model, and delivers at its end", async () => {
  await expectTraces(await nodeProject("node"));
});

test("it says that it has no collector", async () => expectToMissCollector(await nodeProject("node")));
