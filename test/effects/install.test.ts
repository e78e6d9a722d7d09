import { describe, expect, test } from "vitest";
import { install } from "../../src/effects/install.ts";
import { en } from "../../src/i18n/en.ts";
import { testIo } from "../support/test-io.ts";

const run = (io: ReturnType<typeof testIo>, manager: Parameters<typeof install>[2] = "npm") => {
  const lines: string[] = [];
  return install(io, "/app", manager, en, (line) => lines.push(line)).then(() => lines);
};

test.each([
  ["npm", ["npm", "install", "--no-audit", "--no-fund"]],
  ["pnpm", ["pnpm", "install"]],
  ["yarn", ["yarn", "install"]],
  ["bun", ["bun", "install"]],
] as const)("with %s", async (manager, words) => {
  const io = testIo({ respond: () => ({ lines: ["added 1 package"] }) });
  expect(await run(io, manager)).toEqual(["added 1 package"]);
  expect(io.started.map(({ command, args }) => [command, ...args])).toEqual([words]);
});

test("the settings of the npm that started us stay with it; where packages come from is handed on", async () => {
  const io = testIo({
    env: {
      PATH: "/bin",
      NODE_ENV: "production",
      npm_config_registry: "https://r.example",
      npm_config_cache: "/cache",
      npm_config_workspace: "a",
      npm_config_workspaces: "",
      npm_config_global: "true",
      npm_config_dry_run: "true",
      npm_config_package: "create-llmbrick-sse",
      npm_config_local_prefix: "/elsewhere",
      npm_config_omit: "dev",
      npm_lifecycle_event: "npx",
      npm_package_name: "other",
      npm_command: "exec",
    },
  });
  await run(io);
  expect(io.started[0]?.env).toEqual({
    PATH: "/bin",
    NODE_ENV: "development",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    npm_config_registry: "https://r.example",
    npm_config_cache: "/cache",
  });
});

describe("a failure", () => {
  test("is told with the end of the output", async () => {
    const output = Array.from({ length: 40 }, (_, index) => `line ${index}\n\n`).join("");
    const io = testIo({ respond: () => ({ status: "failed", output }) });
    const lastLines = Array.from({ length: 15 }, (_, index) => `line ${25 + index}`).join("\n");
    await expect(run(io)).rejects.toMatchObject({
      code: "INSTALL_FAILED",
      exitCode: 4,
      message: `npm install failed.\n${lastLines}`,
    });
  });

  test("a package manager that is not there", async () => {
    const io = testIo({ respond: () => ({ status: "missing" }) });
    await expect(run(io, "bun")).rejects.toMatchObject({
      code: "INSTALL_FAILED",
      message: "bun is not on the PATH.",
    });
  });
});
