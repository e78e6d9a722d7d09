import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test.each([
  ["--nonsense", "Unknown option '--nonsense'"],
  ["rails-ts", "There is no project rails-ts: node-ts, node-js, "],
])("npm run conformance -- %s tells how it is called", { timeout: 60_000 }, async (word, message) => {
  const args = ["--import", "tsx", "scripts/conformance.ts", word];
  const { exitCode, stdout, stderr } = await execa(process.execPath, args, { cwd: root, reject: false });
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
  expect(stderr).toContain("\n\nUsage:\n  npm run conformance ");
  expect(stderr).not.toContain("    at ");
});
