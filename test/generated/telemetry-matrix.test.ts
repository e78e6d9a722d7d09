import { test } from "vitest";
import { optionTable } from "../../src/options/table.ts";
import { frameworkOf } from "../../src/platforms/frameworks.ts";
import { nodeProject } from "../features/telemetry/node-project.ts";
import { expectToBearSilence, expectTraces } from "../features/telemetry/real.ts";

const frameworks = optionTable.framework.choices.filter((name) => frameworkOf(name).platform === "node");

test.each(frameworks)("a project for %s traces from the caller to the model", async (framework) => {
  await expectTraces(await nodeProject(framework));
});

test.each(frameworks)("a project for %s bears a collector that is silent", async (framework) => {
  await expectToBearSilence(await nodeProject(framework));
});
