import { join } from "node:path";
import { outputFile, outputJson } from "fs-extra/esm";
import { describe, expect, test } from "vitest";
import { managerAbove, workspaceOf } from "../../src/effects/workspace.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

describe("the workspace of a folder", () => {
  test.each([
    ["a list", { workspaces: ["packages/*"] }],
    ["the old form of Yarn", { workspaces: { packages: ["packages/*"] } }],
    ["a path with a dot and a slash", { workspaces: ["./packages/svc/"] }],
    ["folders at any depth", { workspaces: ["**"] }],
  ])("is named by %s", async (_what, manifest) => {
    const root = await testFolder();
    await outputJson(join(root, "package.json"), manifest);
    expect(await workspaceOf(testIo(), join(root, "packages/svc"))).toEqual({ root, manager: "npm" });
  });

  test.each([
    ["another pattern", { workspaces: ["apps/*"] }],
    ["a pattern of folders above it", { workspaces: ["packages"] }],
    ["a pattern that is taken back", { workspaces: ["packages/*", "!packages/svc"] }],
    ["something else than a list", { workspaces: "packages/*" }],
    ["nothing", {}],
  ])("is not there for %s", async (_what, manifest) => {
    const root = await testFolder();
    await outputJson(join(root, "package.json"), manifest);
    expect(await workspaceOf(testIo(), join(root, "packages/svc"))).toBeUndefined();
  });

  test.each(["packages:\n  - 'packages/*' # all\n", 'packages: ["./packages/*"]\n'])(
    "of pnpm: %j",
    async (yaml) => {
      const root = await testFolder();
      await outputFile(join(root, "pnpm-workspace.yaml"), yaml);
      expect(await workspaceOf(testIo(), join(root, "packages/svc"))).toEqual({ root, manager: "pnpm" });
    },
  );

  test.each(["packages: [", "- a\n", "allowBuilds:\n  esbuild: false\n", "packages:\n  - 1\n"])(
    "is not there for a file of pnpm's such as %j",
    async (yaml) => {
      const root = await testFolder();
      await outputFile(join(root, "pnpm-workspace.yaml"), yaml);
      expect(await workspaceOf(testIo(), join(root, "packages/svc"))).toBeUndefined();
    },
  );

  test.each([
    ["yarn.lock", {}, "yarn"],
    ["bun.lock", {}, "bun"],
    ["package-lock.json", {}, "npm"],
    ["yarn.lock", { packageManager: "bun@1.2.0" }, "bun"],
  ] as const)("with %s and %j is %3$s's", async (lock, members, manager) => {
    const root = await testFolder();
    await outputFile(join(root, lock), "");
    await outputJson(join(root, "package.json"), { workspaces: ["*"], ...members });
    expect(await workspaceOf(testIo(), join(root, "svc"))).toEqual({ root, manager });
  });
});

test("the package manager that corepack insists on is the nearest one that is named", async () => {
  const root = await testFolder();
  await outputJson(join(root, "package.json"), { packageManager: "yarn@4.1.0+sha224.00" });
  await outputFile(join(root, "a/package.json"), "{ no JSON");
  expect(await managerAbove(testIo(), join(root, "a/svc"))).toEqual({
    manager: "yarn",
    value: "yarn@4.1.0+sha224.00",
    place: join(root, "package.json"),
  });
});
