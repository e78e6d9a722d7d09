import { expect, test } from "vitest";
import { activateCommand } from "../../src/report/activate.ts";
import { nextCommands } from "../../src/report/next.ts";
import { newOutcome } from "../../src/report/outcome.ts";
import { options } from "../support/options.ts";
import { testIo } from "../support/test-io.ts";

test.each([
  ["linux", { SHELL: "/bin/bash" }, "source .venv/bin/activate"],
  ["darwin", { SHELL: "/bin/zsh" }, "source .venv/bin/activate"],
  ["linux", { SHELL: "/bin/sh" }, ". .venv/bin/activate"],
  ["linux", {}, ". .venv/bin/activate"],
  ["linux", { SHELL: "/usr/bin/fish" }, "source .venv/bin/activate.fish"],
  ["linux", { SHELL: "/bin/tcsh" }, "source .venv/bin/activate.csh"],
  ["linux", { SHELL: "/usr/bin/pwsh" }, ".venv/bin/Activate.ps1"],
  ["linux", { SHELL: "/bin/constructor" }, ". .venv/bin/activate"],
  ["win32", { PSModulePath: "a;b" }, ".venv\\Scripts\\activate.bat"],
  ["win32", { PSModulePath: "mine;a;b" }, ".venv\\Scripts\\Activate.ps1"],
  ["win32", { PSModulePath: "mine;a;b", MSYSTEM: "MINGW64" }, "source .venv/Scripts/activate"],
] as const)("on %s with %j, the environment is activated by %s", (platform, env, command) => {
  expect(activateCommand({ platform, env })).toBe(command);
});

/** What is left to do after an install that ended so. */
function next(install: "done" | "failed" | "skipped", platform: NodeJS.Platform = "linux"): string[] {
  const outcome = newOutcome(false);
  Object.assign(outcome, {
    options: options({ framework: "llmbrick" }),
    directory: "/home/app",
    changes: [{ path: "pyproject.toml", content: "", action: "create" }],
  });
  outcome.steps.install = install;
  return nextCommands(outcome, testIo({ cwd: "/home", platform }));
}

test("after an install, the server is a start away", () => {
  expect(next("done")).toEqual(["cd app", ". .venv/bin/activate", "python server.py"]);
});

test.each(["failed", "skipped"] as const)("after an install that was %s, it is named, too", (install) => {
  expect(next(install)).toEqual([
    "cd app",
    "python3 -m venv .venv",
    ". .venv/bin/activate",
    "python -m pip install -e '.[dev]'",
    "python server.py",
  ]);
});

test("on Windows, the commands are those of Windows", () => {
  expect(next("skipped", "win32")).toEqual([
    "cd app",
    "python -m venv .venv",
    ".venv\\Scripts\\activate.bat",
    'python -m pip install -e ".[dev]"',
    "python server.py",
  ]);
});
