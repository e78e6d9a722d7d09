import { expect, test } from "vitest";
import type { Io } from "../../src/io.ts";
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
] as const)("on %s with %j, the environment is activated by %s", (_platform, env, command) => {
  expect(activateCommand({ env })).toBe(command);
});

/** What is left to do after an install that ended so. */
function next(
  install: "done" | "failed" | "skipped",
  place: Partial<Pick<Io, "platform" | "env" | "cwd">> = {},
  directory = "/home/app",
): string[] {
  const outcome = newOutcome(false);
  Object.assign(outcome, {
    options: options({ framework: "llmbrick" }),
    directory,
    changes: [{ path: "pyproject.toml", content: "", action: "create" }],
  });
  outcome.steps.install = install;
  return nextCommands(outcome, testIo({ cwd: "/home", ...place }));
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

test.each([
  [{}, ".venv\\Scripts\\python"],
  [{ PSModulePath: "C:\\Users\\amy\\Documents\\PowerShell\\Modules" }, ".venv\\Scripts\\python"],
  [{ MSYSTEM: "MINGW64" }, ".venv/Scripts/python"],
])("on Windows with %j, nothing has to be activated", (env, python) => {
  const [enter, venv, install, start] = next("skipped", { platform: "win32", env });
  expect([enter, venv]).toEqual(["cd app", "py -3 -m venv .venv"]);
  expect(install).toMatch(/ -m pip install -e ["']\.\[dev\]["']$/);
  expect([install?.split(" ")[0], start]).toEqual([python, `${python} server.py`]);
});

test("on Windows, the way to another drive is one that cmd takes", () => {
  const place = { platform: "win32", cwd: "C:\\Users\\amy" } as const;
  expect(next("done", place, "D:\\app")[0]).toBe("cd /d D:\\app");
  expect(next("done", place, "C:\\Users\\app")[0]).toBe("cd ..\\app");
});
