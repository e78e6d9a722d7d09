import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Options } from "../../../src/options/table.ts";
import { lacks } from "../../support/needed-programs.ts";
import { options } from "../../support/options.ts";
import { python } from "../../support/python-environment.ts";
import { testFolder } from "../../support/test-folder.ts";
import { filesOf, type VerifyCase, verifyFolder, writeReady } from "../../support/verify-folder.ts";

const withProxy = (changes: Partial<Options> = {}) =>
  options({ language: "js", features: ["docker", "compose"], verify: "deploy", ...changes });

/** Verifies a project with its proxies. Tells the steps after those of the server, and what is left behind. */
async function verifyDeploy(chosen: Options, files: Record<string, string> = {}, how: VerifyCase = {}) {
  const folder = await writeReady(chosen, files);
  const temporary = join(await testFolder(), "with space");
  await mkdir(temporary);
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { error, steps, running } = await verifyFolder(folder, chosen, how);
  return {
    message: (error as Error | undefined)?.message,
    steps: steps.slice(4).map(({ step, status }) => `${step} ${status}`),
    isClean: running === 0 && (await readdir(temporary)).length === 0,
  };
}

const site = filesOf(withProxy()).get("deploy/nginx.conf") ?? "";

describe.skipIf(lacks("nginx"))("with nginx", { timeout: 90_000 }, () => {
  test.skipIf(lacks("caddy"))(
    "a project passes, also with a prefix of its own and the least limits",
    async () => {
      const chosen = withProxy({ prefix: "/api/v1", maxConcurrentConnections: 1, requestTimeout: 1 });
      expect(await verifyDeploy(chosen)).toEqual({ steps: ["nginx done", "caddy done"], isClean: true });
    },
  );

  test.skipIf(!python && !process.env.CI)("passes in Python; a proxy that is not there is told", async () => {
    const result = await verifyDeploy(withProxy({ framework: "llmbrick" }), {}, { missing: ["caddy"] });
    expect(result).toEqual({ steps: ["nginx done", "caddy skipped"], isClean: true });
  });

  test.each([
    [
      "a directive that is missing",
      { "deploy/nginx.conf": site.replace("proxy_buffering off;", "") },
      /:? an event or a heartbeat was on its way for more than 250 ms\. deploy\/nginx\.conf has to say: proxy_buffering off$/,
    ],
    [
      "a word that nginx does not know",
      { "deploy/nginx.conf": site.replace("proxy_buffering", "proxy_bufering") },
      /The program does not start by deploy\/nginx\.conf\..*\n.*unknown directive "proxy_bufering"/s,
    ],
    [
      "a file that was made anew",
      { "deploy/nginx.conf": "server {}" },
      /deploy\/nginx\.conf can't be tried out/,
    ],
  ])("names %s", async (_name, files, message) => {
    const result = await verifyDeploy(withProxy(), files);
    expect(result).toEqual({
      message: expect.stringMatching(message),
      steps: ["nginx failed"],
      isClean: true,
    });
  });

  test("a run that is cancelled meanwhile leaves nothing", async () => {
    const controller = new AbortController();
    const cancel = () => void controller.abort(new Error("cancelled"));
    const how: VerifyCase = {
      signal: controller.signal,
      onRun: (args) => void (args.includes("nginx") && setImmediate(cancel)),
    };
    expect(await verifyDeploy(withProxy(), {}, how)).toEqual({
      message: "cancelled",
      steps: [],
      isClean: true,
    });
  });
});

test("without any proxy nothing is proven, which is a failure", async () => {
  expect(await verifyDeploy(withProxy(), {}, { missing: ["nginx", "caddy"] })).toEqual({
    message: expect.stringContaining("Neither nginx nor Caddy is on this machine."),
    steps: ["nginx failed"],
    isClean: true,
  });
});
