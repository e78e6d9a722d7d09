import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe } from "vitest";
import { openAiClauses } from "../../conformance/clauses/openai/index.ts";
import { checkAll } from "../../conformance/run.ts";
import { openAiLauncher } from "../../scripts/conformance-projects.ts";
import { testClauses } from "../support/test-clauses.ts";

// The other frameworks: npm run conformance -- express-openai …
describe("a Node project with the routes of OpenAI's API, held to its clauses:", () => {
  let folder = "";
  afterAll(() => rm(folder, { recursive: true, force: true }));

  testClauses(openAiClauses, {}, async () => {
    // Inside the repository, whose packages the project finds.
    const cache = fileURLToPath(new URL("../../.cache", import.meta.url));
    await mkdir(cache, { recursive: true });
    folder = await mkdtemp(join(cache, "openai-clauses-"));
    const launcher = await openAiLauncher(folder, "node");
    return [launcher, () => checkAll(launcher.start, openAiClauses, [])];
  });
});
