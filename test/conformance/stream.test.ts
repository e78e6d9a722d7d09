import { expect, test } from "vitest";
import { framesOf } from "../../conformance/stream.ts";

const answer = (text: string) => ({
  status: 200,
  headers: { "content-type": "text/event-stream; charset=utf-8" },
  text,
});

test("the frames of a stream, numbered or not, without what keeps it alive", () => {
  const frames = [
    { event: "message", data: { a: 1 } },
    { event: "error", data: {} },
  ];
  const plain = 'event: message\ndata: {"a":1}\n\n: keep-alive\n\nevent: error\ndata: {}\n\n';
  expect(framesOf(answer(plain))).toEqual(frames);
  const numbered = (second: number) =>
    `id: 1\n${plain.replace("event: error", `id: ${second}\nevent: error`)}`;
  expect(framesOf(answer(numbered(2)))).toEqual(frames);
  expect(() => framesOf(answer(numbered(3)))).toThrow("the number of a frame");
});

test.each(["data: {}\n\n", "event: message\ndata: {}\n", "id: x\nevent: message\ndata: {}\n\n"])(
  "no frame: %j",
  (text) => {
    expect(() => framesOf(answer(text))).toThrow("Not a frame");
  },
);
