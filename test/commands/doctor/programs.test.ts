import { describe, expect, test } from "vitest";
import { examine, type Programs } from "../../support/doctor.ts";

test.each<[string, string[], Programs, object]>([
  [
    "node",
    [],
    { "node --version": "v20.11.1" },
    { status: "failed", found: "20.11.1; 20.12 or later is needed" },
  ],
  ["node", [], { "node --version": "v18.20.0" }, { status: "failed" }],
  ["node", [], { "node --version": "v20.12.0" }, { status: "ok" }],
  ["node", [], { "node --version": undefined }, { status: "failed", found: "node is not on the PATH" }],
  [
    "packageManager",
    [],
    { "npm --version": undefined },
    { status: "failed", found: "npm is not on the PATH" },
  ],
  [
    "packageManager",
    ["--package-manager", "pnpm"],
    {},
    { status: "failed", fix: "Get it by npm install -g pnpm, or choose another: --package-manager npm." },
  ],
  ["packageManager", ["--package-manager", "yarn"], { yarn: "4.5.0" }, { status: "ok", found: "yarn 4.5.0" }],
  [
    "packageManager",
    [],
    { "npm --version": { status: "failed", output: "broken" } },
    { status: "failed", found: "npm does not run" },
  ],
  [
    "git",
    [],
    { "git --version": "git version 2.25.1" },
    { status: "warning", found: "2.25.1; 2.28 or later is needed" },
  ],
  ["python", [], { "uv --version": "uv 0.9.0 (abc)" }, { status: "ok", found: "uv 0.9.0 (abc)" }],
  [
    "python",
    [],
    { "python3 --version": "Python 3.9.2" },
    {
      status: "warning",
      found: "Python 3.10 or later is needed. Found: python3 (Python 3.9.2).",
      fix: expect.stringMatching(/^Only --framework llmbrick needs it\. Get it from/),
    },
  ],
  [
    "python",
    ["-f", "llmbrick"],
    { "python3 --version": undefined },
    { status: "failed", found: "Python 3.10 or later is needed, and none is on the PATH." },
  ],
  [
    "python",
    ["-f", "llmbrick"],
    { "python3 -c": { status: "failed", output: "No module named 'ensurepip'" } },
    {
      status: "failed",
      found: "python3 (Python 3.12.1) can't make virtual environments",
      fix: expect.stringContaining("apt install python3-venv"),
    },
  ],
])("%s with %j and %j", async (name, argv, programs, finding) => {
  const { exitCode, found } = await examine(argv, programs);
  expect(found[name]).toMatchObject(finding);
  expect(exitCode).toBe(found[name].status === "failed" ? 1 : 0);
});

describe("a Python project", () => {
  const python = ["-f", "llmbrick"];
  const failure = (output: string) => ({ "python3 -m": { status: "failed" as const, output } });

  test("has no use for npm, and an index in the place of its registry", async () => {
    const { exitCode, found, io } = await examine(python, { "python3 -m": "" });
    expect(Object.keys(found)).toEqual([
      "node",
      "git",
      "python",
      "port",
      "proxy",
      "registry",
      "disk",
      "write",
    ]);
    expect(io.started.map(({ args }) => args[0])).not.toContain("ping");
    expect([exitCode, found.registry]).toEqual([0, { status: "ok", found: "pip's usual index answers" }]);
  });

  test.each([
    [
      failure("ERROR: No matching distribution found"),
      {},
      "failed",
      "pip's usual index can't be reached, or",
    ],
    [
      failure("ERROR"),
      { PIP_INDEX_URL: "https://bob:pw@pip.example/simple" },
      "failed",
      "https://***@pip.example/simple",
    ],
    [
      { "python3 -m": "https://bob:pw@pip.example/simple\n" },
      {},
      "ok",
      "https://***@pip.example/simple answers",
    ],
    [failure("/usr/bin/python3: No module named pip"), {}, "warning", "python3 has no pip"],
    [
      { "python3 -m": { status: "missing" as const, output: "" } },
      {},
      "warning",
      "python3 is not on the PATH",
    ],
  ])("with the index %j and %j", async (programs, env, status, text) => {
    const { found } = await examine(python, programs, { env });
    expect(found.registry).toMatchObject({ status, found: expect.stringContaining(text) });
    expect(JSON.stringify(found)).not.toContain("bob");
  });
});
