import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Frame, FrameParser, ProtocolError } from "../../templates/core/src/llmbrick/client.ts";

function parse(pieces: string[], options = {}): Frame[] {
  const parser = new FrameParser(options);
  return pieces.flatMap((piece) => [...parser.push(piece)]);
}

describe("the frame parser", () => {
  const tables: [what: string, stream: string, frames: Frame[]][] = [
    ["an event and its data", "event: a\ndata: b\n\n", [{ event: "a", data: "b" }]],
    ["a frame without a name", "data: b\n\n", [{ event: "message", data: "b" }]],
    ["an empty name", "event:\ndata: b\n\n", [{ event: "message", data: "b" }]],
    ["the last of two names", "event: a\nevent: b\ndata: c\n\n", [{ event: "b", data: "c" }]],
    ["data of many lines", "data: a\ndata:\ndata: b\n\n", [{ event: "message", data: "a\n\nb" }]],
    ["a field without a colon", "data\n\n", [{ event: "message", data: "" }]],
    ["two empty data lines", "data\ndata\n\n", [{ event: "message", data: "\n" }]],
    ["one space after the colon alone", "data:  a \n\n", [{ event: "message", data: " a " }]],
    ["a colon in the value", "data:a:b: c\n\n", [{ event: "message", data: "a:b: c" }]],
    ["a frame without data", "event: a\n\ndata: b\n\n", [{ event: "message", data: "b" }]],
    ["unknown fields", "id: 1\nretry: 5\nData: x\n data: y\ndata: b\n\n", [{ event: "message", data: "b" }]],
    ["many blank lines", "\n\n\ndata: b\n\n\n\n", [{ event: "message", data: "b" }]],
    [
      "carriage returns",
      "event: a\rdata: b\r\rdata: c\r\r",
      [
        { event: "a", data: "b" },
        { event: "message", data: "c" },
      ],
    ],
    [
      "mixed line ends",
      "event: a\r\ndata: b\n\r\ndata: c\r\n\r",
      [
        { event: "a", data: "b" },
        { event: "message", data: "c" },
      ],
    ],
    [
      "other line separators as text",
      "data: a\u2028b\u2029c\u0085d\v\f\n\n",
      [{ event: "message", data: "a\u2028b\u2029c\u0085d\v\f" }],
    ],
    ["an unfinished frame", "data: a\n\ndata: b\n", [{ event: "message", data: "a" }]],
    ["an unfinished line", "data: a\n\ndata: b", [{ event: "message", data: "a" }]],
  ];
  test.each(tables)("reads %s", (_what, stream, frames) => {
    expect(parse([stream])).toEqual(frames);
    expect(parse([...stream])).toEqual(frames);
  });

  test("tells comments, in their place among the frames", () => {
    const seen: unknown[] = [];
    const parser = new FrameParser({ onComment: (text) => seen.push(text) });
    for (const found of parser.push(": keep-alive\n\ndata: a\n:b\n:\n\n::c\n")) seen.push(found);
    expect(seen).toEqual(["keep-alive", "b", "", { event: "message", data: "a" }, ":c"]);
  });

  test("gives a frame as soon as its blank line is there, before the rest of a CRLF", () => {
    const parser = new FrameParser();
    expect([...parser.push("data: a\r\n\r")]).toEqual([{ event: "message", data: "a" }]);
    expect([...parser.push("\ndata: b\r\r\n")]).toEqual([{ event: "message", data: "b" }]);
  });

  test("keeps the two halves of a CRLF together over an empty piece", () => {
    expect(parse(["data: a\r", "", "\ndata: b\n\n"])).toEqual([{ event: "message", data: "a\nb" }]);
  });

  const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.constant("") },
    fc
      .tuple(fc.constantFrom("data:", "data: ", "event: ", ":", "id: "), fc.string({ unit: "binary" }))
      .map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  const anyStream = fc
    .array(fc.oneof(line, lineEnd), { maxLength: 30 })
    .chain((parts) =>
      fc
        .array(lineEnd, { minLength: parts.length, maxLength: parts.length })
        .map((ends) => parts.map((part, at) => part + ends[at]).join("")),
    );

  test("finds the same frames and comments however the text is cut, under any limit", () => {
    const run = (pieces: string[], maxFrameLength: number) => {
      const seen: unknown[] = [];
      const parser = new FrameParser({ maxFrameLength, onComment: (text) => seen.push(text) });
      try {
        for (const piece of pieces) for (const found of parser.push(piece)) seen.push(found);
      } catch (error) {
        seen.push((error as Error).name);
      }
      return seen;
    };
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(200)), fc.integer({ min: 1, max: 60 }), (text, cuts, limit) => {
        const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(run(pieces, limit)).toEqual(run([text], limit));
        expect(run([...text], limit)).toEqual(run([text], limit));
      }),
    );
  });

  test("reads back what was written, in any line ends", () => {
    const frames = fc.array(
      fc.record({
        event: fc.stringMatching(/^[^\r\n\s][^\r\n]*$/),
        data: fc.array(fc.stringMatching(/^[^\r\n]*$/), { minLength: 1 }).map((lines) => lines.join("\n")),
      }),
    );
    fc.assert(
      fc.property(frames, lineEnd, (written, end) => {
        const text = written
          .map(({ event, data }) =>
            [`event: ${event}`, ...data.split("\n").map((part) => `data: ${part}`), "", ""].join(end),
          )
          .join("");
        expect(parse([text])).toEqual(written);
      }),
    );
  });

  test("holds no more than the limit of one frame, in one line or in many", () => {
    const pieces = (text: string) => [...text.repeat(20)];
    const options = { maxFrameLength: 60 };
    expect(() => parse(["data: ", ...pieces("aaaa")], options)).toThrow(ProtocolError);
    expect(() => parse(pieces("data: aaaa\n"), options)).toThrow("longer than 60 characters");
    expect(() => parse([`event: ${"a".repeat(30)}\n`, `data: ${"b".repeat(30)}`], options)).toThrow(
      ProtocolError,
    );
    expect(parse(pieces("data: aaaa\n\n"), options)).toHaveLength(20);
    expect(parse(pieces(": keep-alive\n"), options)).toEqual([]);
    expect(parse(pieces("id: 12345\n"), options)).toEqual([]);
  });

  test("allows 16 Mi characters by default, and takes time in proportion to them", () => {
    const piece = "a".repeat(16 * 1024);
    const body = Array<string>(1023).fill(piece);
    const [found] = parse(["data: ", ...body, "\n\n"]);
    expect(found?.data).toHaveLength(1023 * 16 * 1024);
    expect(() => parse(["data: ", ...body, piece])).toThrow(ProtocolError);
  });
});
