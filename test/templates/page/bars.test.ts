import { expect, test } from "vitest";

const module = "../../../templates/page/public/page/bars.js";
const { gather } = await import(module);

const at = (time: number, event: string | null = "message") => ({ at: time, event, data: "" });
const counts = (frames: object[], duration: number, length: number) =>
  gather({ frames, duration }, length).map(({ count }: { count: number }) => count);

test("each frame stands in the bar of its time, the last moment in the last one", () => {
  expect(counts([at(0), at(9), at(10), at(95), at(100)], 100, 10)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
});

test("a clock that stood still or stepped back loses no frame", () => {
  expect(counts([at(0), at(0)], 0, 3)).toEqual([2, 0, 0]);
  expect(counts([at(-5), at(500)], 100, 3)).toEqual([1, 0, 1]);
});

test("an error or a comment colours its bar, whatever else is in it", () => {
  const frames = [at(1), at(2, null), at(3), at(60, "error"), at(61)];
  const kinds = gather({ frames, duration: 100 }, 3).map(({ kind }: { kind: string }) => kind);
  expect(kinds).toEqual(["comment", "error", "event"]);
});
