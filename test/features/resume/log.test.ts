import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerLog, chunkOf } from "../../../templates/features/resume/+node/src/llmbrick/resume/log.ts";

const frame = (id: number, text: string) => `id: ${id}\ndata: ${text}\n\n`;
const bounds = { maxBytes: 1_000_000, maxEvents: 1_000_000 };

/** Texts of frames, put together to chunks at random; some of the chunks come twice, or begin too early. */
const plays = fc.record({
  texts: fc.array(
    fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replace(/\s/g, "_")),
    {
      minLength: 1,
      maxLength: 60,
    },
  ),
  sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
  overlaps: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1 }),
  maxEvents: fc.integer({ min: 1, max: 80 }),
  maxBytes: fc.integer({ min: 1, max: 3_000 }),
});

test("from any frame that is kept, the rest is the same bytes, whatever the chunks were", () => {
  fc.assert(
    fc.property(plays, ({ texts, sizes, overlaps, ...limits }) => {
      const frames = texts.map((text, index) => frame(index + 1, text));
      const log = new AnswerLog(limits);
      for (let turn = 0; log.last < frames.length; turn++) {
        const first = Math.max(1, log.last + 1 - (overlaps[turn % overlaps.length] as number));
        const last = Math.min(frames.length, log.last + (sizes[turn % sizes.length] as number));
        log.append(chunkOf(first, last, frames.slice(first - 1, last).join("")));
      }
      log.end("done");
      for (let id = 0; id <= frames.length; id++) {
        const kept =
          id + 1 < log.first ? undefined : { text: frames.slice(id).join(""), last: frames.length };
        expect(log.after(id)).toEqual(kept);
      }
      expect(log.bytes).toBe(Buffer.byteLength(frames.slice(log.first - 1).join("")));
      // The newest chunk is kept, however long it is.
      const most = Math.max(limits.maxEvents, 5);
      expect(frames.length - log.first + 1).toBeLessThanOrEqual(most);
      const longest = Math.max(...frames.map((text) => Buffer.byteLength(text)));
      expect(log.bytes).toBeLessThanOrEqual(Math.max(limits.maxBytes, 5 * longest));
    }),
  );
});

test("a gap is known as one", () => {
  const log = new AnswerLog(bounds);
  log.append(chunkOf(1, 1, frame(1, "a")));
  log.append(chunkOf(4, 4, frame(4, "d")));
  expect([log.first, log.last, log.after(1), log.after(3)]).toEqual([
    4,
    4,
    undefined,
    { text: frame(4, "d"), last: 4 },
  ]);
});

test("a long answer is given in pieces, each of whole frames", () => {
  const log = new AnswerLog(bounds);
  const frames = Array.from({ length: 30 }, (_, index) => frame(index + 1, "資料".repeat(1_500)));
  for (const [index, text] of frames.entries()) log.append(chunkOf(index + 1, index + 1, text));
  const pieces: string[] = [];
  for (let id = 0; id < 30; ) {
    const piece = log.after(id) as { text: string; last: number };
    expect(Buffer.byteLength(piece.text)).toBeLessThan(64_000 + 10_000);
    pieces.push(piece.text);
    id = piece.last;
  }
  expect([pieces.length, pieces.join("")]).toEqual([4, frames.join("")]);
});
