import { createInterface } from "node:readline";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { serverEnvironment } from "../../../src/effects/verify/environment.ts";
import type { Options } from "../../../src/options/table.ts";
import { platformOf } from "../../../src/platforms/index.ts";
import { options } from "../../support/options.ts";
import { python } from "../../support/python-environment.ts";
import { testIo } from "../../support/test-io.ts";
import { filesOf, writeReady } from "../../support/verify-folder.ts";

/** Starts the server of a project, lets its standard input end once it listens, and waits until it has ended. */
async function endInput(changes: Partial<Options>) {
  const chosen = options(changes);
  const folder = await writeReady(chosen);
  const {
    server: [command, ...args],
  } = await platformOf(chosen.framework).programs(chosen, folder, testIo());
  const files = [...filesOf(chosen)].map(([path, content]) => ({ path, content, action: "create" as const }));
  const env = serverEnvironment({ PATH: process.env.PATH }, files, chosen, "key");
  const server = execa(command, args, { cwd: folder, env, extendEnv: false, reject: false });
  onTestFinished(() => void server.kill());
  createInterface({ input: server.stdout }).on("line", (line) => {
    if (line.startsWith("Listening on ")) server.stdin.end();
  });
  const { exitCode, stdout } = await server;
  return { exitCode, stdout };
}

const ended = { exitCode: 0, stdout: expect.stringContaining("Listening on ") };

test("a Node project's server ends with its standard input", { timeout: 30_000 }, async () => {
  expect(await endInput({ language: "js" })).toEqual(ended);
});

test.skipIf(!python && !process.env.CI)(
  "a Python project's server ends with its standard input",
  { timeout: 60_000 },
  async () => {
    expect(await endInput({ framework: "llmbrick" })).toEqual(ended);
  },
);
