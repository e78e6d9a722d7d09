import { expect, test } from "vitest";
import { framesOf } from "../../conformance/stream.ts";

const answer = (text: string) => ({
  status: 200,
  headers: { "content-type": "text/event-stream; charset=utf-8" },
  text,
});

test("the frames of a stream, numbered or not, without what keeps it alive", () => {
  const text = 'event: message\ndata: {"a":1}\n\n: keep-alive\n\nid: 2\nevent: error\ndata: {}\n\n';
  expect(framesOf(answer(text))).toEqual([
    { event: "message", data: { a: 1 } },
    { event: "error", data: {} },
  ]);
});

test.each(["data: {}\n\n", "event: message\ndata: {}\n", "id: x\nevent: message\ndata: {}\n\n"])(
  "no frame: %j",
  (text) => {
    expect(() => framesOf(answer(text))).toThrow("Not a frame");
  },
);
