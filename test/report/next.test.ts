import { expect, test } from "vitest";
import { Cancelled } from "../../src/errors.ts";
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

test.each([
  ["makes the repository, too", { git: true }, false, true],
  ["makes none where none was wanted", { git: false }, false, false],
  ["makes none within another", { git: true }, true, false],
] as const)("after Ctrl-C at the install, who goes on %s", (_name, wanted, isInRepository, isTold) => {
  const outcome = newOutcome(false);
  Object.assign(outcome, { options: options(wanted), directory: "/home/app", isInRepository });
  outcome.steps.write = "done";
  outcome.errors.push(new Cancelled("SIGINT"));
  expect(nextCommands(outcome, testIo({ cwd: "/home" })).includes("git init")).toBe(isTold);
});
