import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";
import { ask, helloWorld } from "../support/first-request.ts";
import { startServer } from "../support/server-process.ts";
import { temporaryFolder, testFolder } from "../support/test-folder.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const clone = temporaryFolder();

test("npm run try takes a fresh clone to a running server, stops it, and leaves no temporary files", async () => {
  await execa("git", ["clone", "--quiet", repository, clone]);
  const TMPDIR = await testFolder();
  const run = startServer("node", ["scripts/try.mjs"], { cwd: clone, env: { TMPDIR } });
  const address = await run.nextAddress();

  expect(await ask(address)).toBe(helloWorld);
  expect(await run.stop("SIGINT")).toEqual({ exitCode: 0, signal: undefined });
  await expect(fetch(address)).rejects.toThrow("fetch failed");
  expect(await readdir(TMPDIR)).toEqual([]);
}, 240_000);

test("a SIGTERM that the shell of npm run keeps to itself ends the server, too", async () => {
  const run = startServer("sh", ["-c", "node scripts/try.mjs; exit"], { cwd: clone });
  const address = await run.nextAddress();

  // All that the shell has started holds its output open, so that this waits for the server's end.
  await run.stop("SIGTERM");
  await expect(fetch(address)).rejects.toThrow("fetch failed");
}, 240_000);
