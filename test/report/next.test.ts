import { expect, test } from "vitest";
import { nextCommands } from "../../src/report/next.ts";
import { newOutcome } from "../../src/report/outcome.ts";
import { options } from "../support/options.ts";
import { testIo } from "../support/test-io.ts";

test("after a git that failed in a folder of the user's, the commands commit the files that git would have", () => {
  const outcome = newOutcome(false);
  const change = (path: string, action: string) => ({ path, content: "{}", action });
  Object.assign(outcome, {
    options: options(),
    directory: "/home/app",
    hadFiles: true,
    changes: [change("new.ts", "create"), change("kept.ts", "keep"), change("same as planned.ts", "same")],
  });
  outcome.steps.git = "failed";
  expect(nextCommands(outcome, testIo({ cwd: "/home" }))).toContain("git add new.ts 'same as planned.ts'");
});
