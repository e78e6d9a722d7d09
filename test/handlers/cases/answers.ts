import { type Case, hello, type Play, replies, rich, withTools } from "../case.ts";
import { type Answer, fullRequest, type Reason, type Wire } from "../wire.ts";

/** A provider that streams this answer. */
const streams = (wire: Wire, answer: Answer): Play => ({
  request: withTools,
  replies: [replies.stream(wire, wire.frames(answer))],
  answer,
});

/** The same answer from other bytes. */
const fromBytes = (change: (text: string) => Uint8Array[]) => (wire: Wire) => [
  { ...streams(wire, rich), replies: [replies.stream(wire, change(wire.frames(rich).join("")))] },
];

/** Frames in between, after each of the answer's. */
const between = (wire: Wire, extra: readonly string[]): Play[] =>
  extra.map((frame) => ({
    ...streams(wire, hello),
    replies: [
      replies.stream(wire, [
        frame,
        ...wire
          .frames(hello)
          .flatMap((own) => [own, frame])
          .slice(0, -1),
      ]),
    ],
  }));

export const answers: readonly Case[] = [
  {
    name: "an answer: its text, its usage, its finish reason",
    plays: (wire) => [{ ...streams(wire, hello), request: {}, sent: wire.plainRequest, requests: 1 }],
  },
  {
    name: "what a request sets, and the results of tools, reach the model",
    plays: (wire) => [{ ...streams(wire, hello), request: fullRequest, sent: wire.fullRequest }],
  },
  {
    name: "reasoning, text and calls of tools",
    plays: (wire) => [streams(wire, rich)],
  },
  {
    name: "an answer that ends for a reason of which nobody knows",
    plays: (wire) => {
      const frames = wire
        .frames(hello)
        .map((frame) => frame.replace(/"(stop|STOP|end_turn)"/, '"constructor"'));
      const answer = { ...hello, reason: "constructor" as Reason };
      return [{ replies: [replies.stream(wire, frames)], answer }];
    },
  },
  {
    name: "a character whose halves come apart",
    plays: (wire) => [streams(wire, { ...hello, text: ["\ud83c", "\udf0f"] })],
  },
  {
    name: "an answer without usage",
    plays: (wire) => [streams(wire, { text: ["Hello"] })],
  },
  {
    name: "usage that counts no tokens: null",
    plays: (wire) =>
      // Its SDK for Python judges the types by itself.
      ["null", "-2", "1".repeat(40), ...(wire.handler === "gemini" ? [] : ['"2"', "2.5", "{}"])].map(
        (count) => {
          const frames = wire.frames(hello).map((frame) => frame.replace(/:2([,}])/, `:${count}$1`));
          const answer = { ...hello, usage: { inputTokens: 7, outputTokens: null } };
          return { replies: [replies.stream(wire, frames)], answer };
        },
      ),
  },
  {
    name: "an answer as other servers write it",
    plays: (wire) =>
      (wire.variants ?? []).map(([frames, answer]) => ({
        ...streams(wire, answer),
        replies: [replies.stream(wire, frames)],
      })),
  },
  {
    name: "an answer of any Content-Type",
    plays: (wire) =>
      ["text/plain", "application/json", "Text/Event-Stream"].flatMap((type) => {
        const reply = { ...replies.stream(wire, wire.frames(hello)), headers: { "Content-Type": type } };
        const whole = wire.whole && { ...replies.json(wire.whole(hello)), headers: reply.headers };
        return [reply, ...(whole ? [whole] : [])].map((each) => ({ replies: [each], answer: hello }));
      }),
  },
  {
    name: "an answer that its limit ends",
    plays: (wire) => [streams(wire, { ...hello, reason: "length" })],
  },
  {
    name: "an answer that the limit, or a filter, ends within a call: no call",
    plays: (wire) =>
      (["length", "content_filter"] as const).map((reason) => {
        const cut: Answer = { ...hello, reason };
        const calls = [{ id: "call_a", name: "add", pieces: ['{"a":'] }];
        return { ...streams(wire, cut), replies: [replies.stream(wire, wire.frames({ ...cut, calls }))] };
      }),
  },
  {
    name: "an answer that a filter ends",
    plays: (wire) => [streams(wire, { ...hello, reason: "content_filter" })],
  },
  {
    name: "a whole answer in place of a stream",
    plays: (wire) =>
      wire.whole
        ? [hello, rich, { ...hello, reason: "length" as const }].map((answer) => ({
            ...streams(wire, answer),
            replies: [replies.json(wire.whole?.(answer))],
          }))
        : [],
  },
  {
    name: "keep-alives between the events",
    plays: (wire) => between(wire, wire.keepAlives),
  },
  {
    name: "frames that are not known",
    plays: (wire) => between(wire, wire.unknown ?? []),
  },
  {
    name: "all in one piece",
    plays: fromBytes((text) => [Buffer.from(text)]),
  },
  {
    name: "a byte at a time, within characters",
    plays: fromBytes((text) => Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))),
  },
  {
    name: "lines that end with CR",
    plays: fromBytes((text) => text.split(/\r?\n/).map((line) => Buffer.from(`${line}\r`))),
  },
  {
    name: "lines that end with CRLF, cut between the two",
    plays: fromBytes((text) =>
      text.split("\n").map((line, index) => Buffer.from(index === 0 ? `${line}\r` : `\n${line}\r`)),
    ),
  },
];
