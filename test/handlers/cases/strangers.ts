import { type Case, hello, type Play, replies } from "../case.ts";
import type { Wire } from "../wire.ts";

const reply = (type: string, text: string) => ({
  status: 200,
  headers: { "Content-Type": type },
  pieces: [text],
  outcome: "ends" as const,
});

/** Where the answer's first text would come, this does. */
const inPlace = (wire: Wire, frame: string) => replies.stream(wire, [frame, ...wire.frames(hello)]);

/** The answer is another server's than the provider's, or has a form that no provider's has: it would have it again. */
export const strangers: readonly Case[] = [
  {
    name: "an answer that is not of the provider's: what it was is in the log",
    plays: () =>
      [
        reply("text/plain", "Welcome"),
        reply("text/event-stream", "Welcome\n\n"),
        reply("application/xml", "<Welcome/>"),
        reply("application/json", '{"detail":"Welcome"}'),
        reply("application/json", '["Welcome"]'),
      ].map((each) => ({ replies: [each], kind: "unavailable", logs: /Welcome/, requests: 1 })),
  },
  {
    name: "JSON in another shape than the provider's",
    plays: (wire) =>
      (wire.misshapen ?? []).map((frame) => ({
        replies: [inPlace(wire, frame)],
        kind: "unavailable",
        requests: 1,
      })),
  },
  {
    name: "a finish reason that is none",
    plays: (wire) =>
      [
        ["5", "unavailable"],
        ['""', "truncated"],
      ].map(([reason = "", kind = ""]): Play => {
        const frames = wire.frames(hello).map((frame) => frame.replace(/"(stop|STOP|end_turn)"/, reason));
        // Ollama marks the end otherwise, and some versions give no reason.
        return wire.handler === "ollama" && kind === "truncated"
          ? { replies: [replies.stream(wire, frames)], answer: hello }
          : { replies: [replies.stream(wire, frames)], kind };
      }),
  },
  {
    name: "content that the provider blocks: its word for that is in the log alone",
    plays: (wire) =>
      (wire.blocks ?? []).map(([word, frame]) => ({
        replies: [replies.stream(wire, [frame])],
        says: new RegExp(`^((?!${word}).)*$`),
        kind: /MALFORMED/.test(word) ? "unavailable" : "content_filter",
        logs: new RegExp(word),
      })),
  },
  ...[
    "127.0.0.1:9",
    "ftp://127.0.0.1",
    "http://me:test-key@127.0.0.1",
    "http://127.0.0.1:9?a=b",
    "http://[::1",
    "http://127.0.0.1:99999",
  ].map(
    (address): Case => ({
      name: `an address that is none: ${address}`,
      address: address as `${string}:`,
      plays: (wire) => {
        const variable = Object.keys(wire.variables("")).find((name) => !name.endsWith("KEY"));
        const isPart = wire.handler === "ollama" && !address.includes("://");
        const says = new RegExp(isPart ? "is Ollama running" : `${variable} must be`);
        return [{ replies: [], kind: "unavailable", says, requests: 0 }];
      },
    }),
  ),
];
