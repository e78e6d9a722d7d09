import { describe, expect, test } from "vitest";
import { install } from "../../src/effects/install.ts";
import { en } from "../../src/i18n/en.ts";
import { workInEnglish } from "../support/in-english.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

async function run(io: ReturnType<typeof testIo>, manager: Parameters<typeof install>[2] = "npm") {
  const lines: string[] = [];
  await install(io, await testFolder(), manager, (line) => lines.push(line));
  return lines;
}

const NPM_FLAGS = [
  ...["--no-audit", "--no-fund", "--loglevel=http"],
  ...["--include=dev", "--bin-links", "--dry-run=false", "--package-lock-only=false"],
  ...["--global=false", "--location=project", "--workspaces=false"],
];

test.each([
  ["npm", ["npm", "install", ...NPM_FLAGS]],
  ["pnpm", ["pnpm", "install", "--prod=false"]],
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
    await expect(workInEnglish(run(io))).rejects.toMatchObject({
      code: "INSTALL_FAILED",
      exitCode: 4,
      message: `npm install failed.\n${lastLines}`,
      hint: en.errors.doctorHint("create-llmbrick-sse doctor"),
    });
  });

  test("is told without what npm has fetched, and where in its own code it failed", async () => {
    const output = `npm http fetch GET 200 https://r.example/koa 12ms
npm http fetch GET https://r.example/tsx attempt 1 failed with ENOTFOUND
npm http cache https://r.example/koa 3ms (cache hit)
npm error code ENOTFOUND
npm error     at ClientRequest.<anonymous> (/usr/lib/node_modules/npm/index.js:130:14)
npm error   requiredBy: '.'`;
    const io = testIo({ respond: () => ({ status: "failed", output }) });
    await expect(workInEnglish(run(io))).rejects.toMatchObject({
      message: `npm install failed.
npm http fetch GET https://r.example/tsx attempt 1 failed with ENOTFOUND
npm error code ENOTFOUND
npm error   requiredBy: '.'`,
    });
  });

  test.each([
    ["npm", "npm http fetch GET https://r.example/koa attempt 1 failed with SELF_SIGNED_CERT_IN_CHAIN"],
    ["npm", "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
    ["npm", "npm error code CERT_HAS_EXPIRED"],
    [
      "pnpm",
      "WARN  GET https://r.example/koa error (DEPTH_ZERO_SELF_SIGNED_CERT). Will retry in 10 seconds.",
    ],
    ["yarn", "RequestError: self-signed certificate in certificate chain"],
    ["yarn", "error Error: unable to verify the first certificate"],
    ["bun", "error: UNABLE_TO_VERIFY_LEAF_SIGNATURE downloading package manifest koa"],
  ] as const)("for a certificate that %s does not trust: %s", async (manager, output) => {
    const io = testIo({ respond: () => ({ status: "failed", output }) });
    await expect(workInEnglish(run(io, manager))).rejects.toMatchObject({
      hint: en.doctor.fixes.certificate,
    });
  });

  test.each([
    ["npm", "npm error code ENOTFOUND"],
    ["npm", "npm http fetch GET https://r.example/koa attempt 3 failed with ECONNREFUSED"],
    ["pnpm", "WARN  GET https://r.example/koa error (EAI_AGAIN). Will retry in 10 seconds."],
    ["yarn", "RequestError: connect ETIMEDOUT 192.0.2.1:443"],
  ] as const)("for a registry that %s can't reach: %s", async (manager, output) => {
    const io = testIo({ respond: () => ({ status: "failed", output }) });
    await expect(workInEnglish(run(io, manager))).rejects.toMatchObject({ hint: en.doctor.fixes.network });
  });

  test.each([
    { isKilled: true },
    { output: "npm error signal SIGKILL" },
    { output: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" },
  ])("for want of memory, most likely: %j", async (result) => {
    const io = testIo({ respond: () => ({ status: "failed", ...result }) });
    await expect(workInEnglish(run(io))).rejects.toMatchObject({
      message: expect.stringContaining("npm install was killed, most likely because memory ran out."),
      hint: en.errors.killedHint,
    });
  });

  test("a package manager that is not there", async () => {
    const io = testIo({ respond: () => ({ status: "missing" }) });
    await expect(workInEnglish(run(io, "bun"))).rejects.toMatchObject({
      code: "INSTALL_FAILED",
      message: "bun is not on the PATH.",
      hint: en.doctor.fixes.bun,
    });
  });
});
