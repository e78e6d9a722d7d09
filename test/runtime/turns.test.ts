import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inLaterTurn, turnIsOver } from "../../templates/core/src/llmbrick/stream/turns.ts";

let now = 0;

beforeEach(async () => {
  await nextTurn();
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => void vi.restoreAllMocks());

/** Asks as often as it takes until the clock is looked at. */
const isOver = () => Array.from({ length: 4 }, turnIsOver).some(Boolean);

test("a turn is over after some milliseconds, and the next one begins anew", async () => {
  expect(isOver()).toBe(false);
  now += 4;
  expect(isOver()).toBe(false);
  now += 2;
  expect(isOver()).toBe(true);
  await nextTurn();
  expect(isOver()).toBe(false);
});

test("what waits for a later turn has one of its own each, in the order of the calls", async () => {
  const seen: string[] = [];
  for (const name of ["a", "b", "c"]) inLaterTurn(() => void seen.push(name));
  expect(seen).toEqual([]);
  for (const expected of ["a", "ab", "abc"]) {
    await nextTurn();
    expect(seen.join("")).toBe(expected);
  }
});
