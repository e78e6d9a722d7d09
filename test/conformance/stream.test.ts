import { expect, test } from "vitest";
import { data, expectIsEvent, framesOf } from "../../conformance/stream.ts";

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

test.each([
  [{ searchResults: null, attachments: null, own: 1 }, { conversationId: "c", cursor: null }, true],
  [{ search_results: [], attachments: null, usage: null }, { conversation_id: "c", cursor: null }, true],
  [{ attachments: null, searchResults: null }, null, false],
  [null, { cursor: null, conversationId: "c" }, false],
  [{}, null, false],
])("metadata %j and context %j are an event's: %s", (metadata, context, isRight) => {
  const check = () => expectIsEvent(data({ metadata, context }));
  if (isRight) expect(check).not.toThrow();
  else expect(check).toThrow();
});
