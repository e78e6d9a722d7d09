import { openAiClauses } from "../../conformance/clauses/openai/index.ts";
import { checkAll } from "../../conformance/run.ts";
import { testClauses } from "../support/test-clauses.ts";
import { describeInPython } from "./describe.ts";
import { scriptedLauncher } from "./scripted-project.ts";

describeInPython(
  "a Python project with the routes of OpenAI's API, held to its clauses:",
  (project) => {
    testClauses(openAiClauses, {}, async () => {
      const launcher = await scriptedLauncher(project);
      return [launcher, () => checkAll(launcher.start, openAiClauses, [])];
    });
  },
  { features: ["openai-api"] },
);
