import { type Case, hello, replies } from "../case.ts";
import type { Wire } from "../wire.ts";

/** The frames up to the first with text. */
const first = (wire: Wire) => {
  const frames = wire.frames(hello);
  return frames.slice(0, frames.findIndex((frame) => frame.includes("Hel")) + 1);
};

/** The provider's connection is closed within 100 ms of the client's leaving. */
export const leaving: readonly Case[] = [
  {
    name: "the client leaves before the headers",
    plays: () => [{ replies: [{ pieces: [], outcome: "stalls" }], leaves: "asked", requests: 1 }],
  },
  {
    name: "the client leaves before the first event",
    plays: (wire) => [{ replies: [replies.stream(wire, [], "stalls")], leaves: "asked", requests: 1 }],
  },
  {
    name: "the client leaves between two chunks",
    plays: (wire) => [{ replies: [replies.stream(wire, first(wire), "goes on")], leaves: "event" }],
  },
  {
    name: "the client leaves in a stall",
    plays: (wire) => [{ replies: [replies.stream(wire, first(wire), "stalls")], leaves: "event" }],
  },
  {
    name: "the client leaves while a retry is waited for",
    plays: () => [{ replies: [replies.html(502)], leaves: "asked", requests: 1 }],
  },
];
