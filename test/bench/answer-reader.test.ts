import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerReader } from "../../bench/server/answer-reader.ts";

const chunk = (data: string) => `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n`;
const chunked = (...chunks: string[]) =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.map(chunk).join("")}0\r\n\r\n`;
const sized = (status: number, body: string) =>
  `HTTP/1.1 ${status} Any\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

function readAll(pieces: Buffer[]) {
  const reader = new AnswerReader();
  return pieces.map((piece) => reader.read(piece)).filter((answer) => answer !== undefined);
}

test.each([
  ["an event in each chunk", chunked("data: {}\n\n", "data: {}\n\n"), { status: 200, events: 2 }],
  [
    "events over the ends of chunks",
    chunked("data: {}\n\ndata: ", "{}\n\ndata", ": {}\n\n"),
    { status: 200, events: 3 },
  ],
  ["no chunk", chunked(), { status: 200, events: 0 }],
  ["a body of a known length", sized(503, "{}"), { status: 503, events: 1 }],
  ["an empty body of a known length", sized(204, ""), { status: 204, events: 0 }],
  ["sizes that look like data", chunked("{".repeat(0xab), "\r\n0\r\n\r\n"), { status: 200, events: 0xab }],
])("reads %s", (_what, text, answer) => {
  expect(readAll([Buffer.from(text)])).toEqual([answer]);
});

test("reads one answer after the other, however they are cut", () => {
  const answers = fc.array(
    fc.array(fc.string({ minLength: 1 })).map((chunks) => ({
      text: chunked(...chunks),
      answer: { status: 200, events: chunks.join("").split("{").length - 1 },
    })),
    { minLength: 1, maxLength: 3 },
  );
  fc.assert(
    fc.property(answers, fc.integer({ min: 1, max: 40 }), (list, size) => {
      const reader = new AnswerReader();
      const found = list.flatMap(({ text }) => {
        const bytes = Buffer.from(text);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        return pieces.map((piece) => reader.read(piece)).filter((answer) => answer !== undefined);
      });
      expect(found).toEqual(list.map(({ answer }) => answer));
    }),
  );
});

test.each([
  ["HTTP/1.1 200 OK\r\n\r\n", "An answer without an end"],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "Not the size of a chunk"],
])("refuses %j", (text, message) => {
  expect(() => readAll([Buffer.from(text)])).toThrow(message);
});
