import type { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { main } from "../../src/main.ts";
import { FakeTerminal } from "../fuzz/fake-terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

test.each(["xterm", "dumb"])("a terminal (%s) that is gone after an answer ends the run", async (TERM) => {
  const cwd = await testFolder();
  const { stdin, stdout } = new FakeTerminal({ columns: 80, rows: 24 });
  (stdin as unknown as PassThrough).end("\r");
  const io = testIo({ cwd, env: { TERM }, stdin, stdout });
  expect(await main([], io)).toBe(130);
  expect(io.err()).toContain("Cancelled. Nothing was written.");
  expect(await treeOf(cwd)).toEqual({});
});
