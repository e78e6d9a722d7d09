import { handlerOf } from "../../../src/handlers/index.ts";
import { type Case, hello, type Play, replies, rich } from "../case.ts";
import type { Refusal, Wire } from "../wire.ts";

/** What a refusal becomes, and how often the model is asked: three times where that may help. */
const refusals: Readonly<Record<Refusal, readonly [kind: string, requests: number]>> = {
  auth: ["auth", 1],
  rate_limit: ["rate_limit", 3],
  quota: ["rate_limit", 1],
  overloaded: ["overloaded", 3],
  context_length: ["context_length", 1],
  bad_request: ["bad_request", 1],
  no_model: ["unavailable", 1],
};

const refusal = (wire: Wire, name: Refusal, headers = {}): Omit<Play, "replies"> & Pick<Play, "replies"> => {
  const [status, body] = wire.refusals[name] ?? [0, null];
  const [kind, requests] = refusals[name];
  return { replies: [replies.json(body, status, headers)], kind, requests };
};

const keyOf = ({ handler }: Wire) => handlerOf(handler).key;

/** An answer that begins, and goes on with this. */
const begun = (wire: Wire, ...then: string[]) =>
  replies.stream(wire, [...wire.frames(hello).slice(0, wire.frames(hello).length / 2), ...then]);

/** Texts with the key over the place where a text is cut. */
const keyAt = (length: number) =>
  [6, 7].map((before) => `Welcome ${"o".repeat(length - "Welcome ".length - before)}test-key, again`);

export const failures: readonly Case[] = [
  ...(Object.keys(refusals) as Refusal[]).map(
    (name): Case => ({
      name: `refused: ${name}`,
      plays: (wire) => (wire.refusals[name] ? [refusal(wire, name)] : []),
    }),
  ),
  {
    name: "429 with Retry-After 20: told at once, and not waited for",
    plays: (wire) =>
      wire.refusals.rate_limit
        ? [
            {
              ...refusal(wire, "rate_limit", { "Retry-After": "20" }),
              requests: 1,
              retryAfter: 20,
              says: /try again in 20 s/,
            },
          ]
        : [],
  },
  {
    name: "429 with a Retry-After that says nothing",
    plays: (wire) =>
      [
        "-20",
        "Infinity",
        "soon",
        "1e3",
        "0x10",
        "1_0",
        "9".repeat(400),
        "Mon, 01 Jan 99999999999999999999 00:00:00 GMT",
      ].map((told) => refusal(wire, "rate_limit", { "Retry-After": told })),
  },
  {
    name: "429 with Retry-After 1: waited for, then the answer",
    plays: (wire) =>
      wire.refusals.rate_limit
        ? [
            {
              replies: [
                ...refusal(wire, "rate_limit", { "Retry-After": "1" }).replies,
                replies.stream(wire, wire.frames(hello)),
              ],
              answer: hello,
              requests: 2,
            },
          ]
        : [],
  },
  {
    name: "an overload inside a stream, before its first event: asked again",
    plays: (wire) =>
      wire.lateOverloads.map((error) => ({
        replies: [replies.stream(wire, [error])],
        kind: "overloaded",
        requests: 3,
      })),
  },
  {
    name: "an overload inside a stream, after text",
    plays: (wire) =>
      wire.lateOverloads.flatMap((error) =>
        (["ends", "stalls"] as const).map((outcome) => ({
          replies: [{ ...begun(wire, error), outcome }],
          kind: "overloaded",
          requests: 1,
        })),
      ),
  },
  {
    name: "a byte order mark before a stream: its first frame counts",
    plays: (wire) =>
      wire.lateOverloads.map((error) => ({
        replies: [replies.stream(wire, [`\ufeff${error}`])],
        kind: "overloaded",
        requests: 3,
      })),
  },
  {
    name: "a refusal with the status 200, in place of a stream",
    plays: (wire) =>
      (["auth", "overloaded"] as const).flatMap((name) => {
        const [, body] = wire.refusals[name] ?? [];
        return body ? [{ replies: [replies.json(body)], kind: name }] : [];
      }),
  },
  {
    name: "a page of HTML: with 200, with 502",
    plays: () => [
      { replies: [replies.html(200)], kind: "unavailable", requests: 1 },
      { replies: [replies.html(502)], kind: "unavailable", requests: 3 },
    ],
  },
  {
    name: "502 once, then the answer",
    plays: (wire) => [
      {
        replies: [replies.html(502), replies.stream(wire, wire.frames(hello))],
        answer: hello,
        requests: 2,
      },
    ],
  },
  {
    name: "a redirect",
    plays: () => [
      {
        replies: [{ ...replies.html(302), headers: { Location: "/elsewhere" } }],
        kind: "unavailable",
        requests: 1,
      },
    ],
  },
  {
    name: "a stream that holds nothing",
    plays: (wire) => [{ replies: [replies.stream(wire, [])], kind: "truncated", requests: 3 }],
  },
  {
    name: "the connection breaks before the headers",
    plays: () => [{ replies: [{ pieces: [], outcome: "breaks" }], kind: "truncated", requests: 3 }],
  },
  {
    name: "cut after, and within, each frame: it says after how many characters",
    plays: (wire) => {
      const frames = wire.frames(rich).map((frame) => Buffer.from(frame));
      return frames.flatMap((frame, count) =>
        (["ends", "breaks"] as const).flatMap((outcome) =>
          [0, 1, frame.length / 2].map((bytes) => ({
            replies: [replies.stream(wire, [...frames.slice(0, count), frame.subarray(0, bytes)], outcome)],
            kind: "truncated" as const,
            says: /after \d+ characters/,
          })),
        ),
      );
    },
  },
  {
    name: "a frame that is no JSON object",
    plays: (wire) => {
      const frame = wire.frames(hello)[1] ?? "";
      return [frame.replace("}", "{"), frame.replace(/\{.*\}/, "[]")].map((broken) => ({
        replies: [begun(wire, broken)],
        kind: "unavailable",
        requests: 1,
      }));
    },
  },
  {
    name: "a text that is none",
    plays: (wire) => {
      const frames = wire.frames(hello).map((frame) => frame.replace('"lo"', '["lo"]'));
      return [{ replies: [replies.stream(wire, frames)], kind: "unavailable", requests: 1 }];
    },
  },
  {
    name: "an answer, or a page, that has no end",
    plays: (wire) =>
      [wire.contentType, "text/html"].map((type) => ({
        replies: [
          {
            status: 200,
            headers: { "Content-Type": type },
            pieces: ["x".repeat(2 ** 20)],
            outcome: "goes on",
          },
        ],
        kind: "unavailable",
      })),
  },
  {
    name: "a refusal whose text has no end, breaks off or stalls",
    plays: () =>
      (["goes on", "breaks", "stalls"] as const).map((outcome) => ({
        replies: [
          { status: 401, headers: { "Content-Type": "text/plain" }, pieces: ["no ".repeat(500)], outcome },
        ],
        kind: "auth",
        requests: 1,
      })),
  },
  {
    name: "a refusal of a key that has a line end behind it: the key is in no word",
    key: "test-key\r\n",
    plays: (wire) => (keyOf(wire) ? [refusal(wire, "auth")] : []),
  },
  {
    name: "words that repeat the key where they are cut: no half of it is in a word",
    plays: (wire) =>
      (keyOf(wire) ? ([200, 401] as const) : []).flatMap((status) =>
        keyAt(status === 200 ? 200 : 4_000).map((text) => ({
          replies: [{ status, headers: { "Content-Type": "text/plain" }, pieces: [text], outcome: "ends" }],
          kind: status === 200 ? "unavailable" : "auth",
          requests: 1,
          logs: /Welcome/,
        })),
      ),
  },
  {
    name: "a key that can be none",
    key: "“test-key”",
    plays: (wire) =>
      keyOf(wire) ? [{ replies: [], kind: "auth", requests: 0, says: new RegExp(keyOf(wire) ?? "") }] : [],
  },
  {
    name: "a call without a name, or whose arguments are no JSON object",
    plays: (wire) =>
      [
        ["add", "{oops"],
        ["add", "[1]"],
        ["add", '"text"'],
        ["", "{}"],
      ].map(([name = "", piece = ""]) => ({
        replies: [
          replies.stream(
            wire,
            wire.frames({ calls: [{ id: "1", name, pieces: [piece] }], reason: "tool_calls" }),
          ),
        ],
        kind: "unavailable",
        requests: 1,
      })),
  },
  {
    name: "a port where nobody listens",
    address: "closed",
    plays: () => [{ replies: [], kind: "unavailable" }],
  },
  {
    name: "a host that does not exist",
    address: "http://no-such-host.invalid",
    plays: () => [{ replies: [], kind: "unavailable" }],
  },
];
