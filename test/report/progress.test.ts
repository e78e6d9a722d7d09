import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startProgress } from "../../src/report/progress.ts";
import { testIo } from "../support/test-io.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function terminal(isTTY: boolean) {
  const io = testIo();
  return { stream: Object.assign(io.stdout, { isTTY, columns: 20 }), shown: () => io.out() };
}

/** What stood in the live line, one after the other. */
const linesOf = (written: string) =>
  written
    .split("\u001B[1G\u001B[0J")
    .slice(1)
    .map((line) => line.replace(/\u001B\[\d+G$/, ""));

test("on a terminal: one line with the seconds and the last line of output, within its width", () => {
  const { stream, shown } = terminal(true);
  const progress = startProgress(stream, {});
  progress.show("\u001B[32mone\u001B[0m\r");
  vi.advanceTimersByTime(2000);
  progress.show("a line that is much too long for it");
  progress.end();
  vi.advanceTimersByTime(5000);
  expect(linesOf(shown())).toEqual(["0 s  one", "1 s  one", "2 s  one", "2 s  a line that is", ""]);
});

test("characters of two columns are cut where the line ends", () => {
  const { stream, shown } = terminal(true);
  const progress = startProgress(stream, {});
  progress.show("正在下載所有的套件與相依項目");
  progress.end();
  // 20 columns, of which the last stays free, and "0 s  " takes five.
  expect(linesOf(shown())[0]).toBe("0 s  正在下載所有的");
});

test("a line that has become too long for a narrower terminal is removed as a whole", () => {
  const { stream, shown } = terminal(true);
  const progress = startProgress(stream, {});
  progress.show("twelve chars");
  stream.columns = 5;
  progress.end();
  // 17 columns are four rows of five, so that the first is three above the caret.
  expect(shown().endsWith("\u001B[1G\u001B[3A\u001B[0J")).toBe(true);
});

test("a dumb terminal: nothing", () => {
  const { stream, shown } = terminal(true);
  const progress = startProgress(stream, { TERM: "dumb" });
  progress.show("one");
  vi.advanceTimersByTime(2000);
  progress.end();
  expect(shown()).toBe("");
});

test("elsewhere: nothing", () => {
  const { stream, shown } = terminal(false);
  const progress = startProgress(stream, {});
  progress.show("one");
  vi.advanceTimersByTime(2000);
  progress.end();
  expect([shown(), progress.seconds()]).toEqual(["", "2.0"]);
});
