import type { Duplex } from "node:stream";
import { expect, test, vi } from "vitest";
import { FakeTerminal } from "../fuzz/fake-terminal.ts";
import { play } from "../fuzz/scene.ts";
import { KEYS } from "../support/terminal.ts";

test.each([1, 80])("a long text that comes in at once is drawn once, at %i columns", async (columns) => {
  const text = "x".repeat(20_000);
  const terminal = new FakeTerminal({ columns, rows: 24 });
  const keyboard = terminal.stdin as unknown as Duplex;
  const drawn = () => terminal.shown.match(/x/g)?.length ?? 0;
  const ending = play({ argv: [] }, terminal);
  keyboard.push(text);
  await vi.waitFor(() => expect(drawn()).toBeGreaterThanOrEqual(text.length), 5000);
  keyboard.push(KEYS.ctrlC);
  expect((await ending).exitCode).toBe(130);
  expect(drawn()).toBeLessThan(text.length * 1.1);
});
