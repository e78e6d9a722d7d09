import assert from "node:assert/strict";
import type { Clause } from "../clause.ts";
import { guarded, small } from "../environments.ts";
import type { Server } from "../server.ts";
import { errorFrame, framesOf } from "../stream.ts";

type Messages = { role: string; content: string }[];

const user = { role: "user", content: "Hi" };
const system = { role: "system", content: "Hi" };
const assistant = { role: "assistant", content: "Hi" };
const tool = { role: "tool", content: "Hi" };

async function expectBroken(server: Server, fields: object, rule: string): Promise<void> {
  const frames = framesOf(await server.ask({ body: server.body(fields) }));
  assert.deepEqual(frames, [errorFrame("Business validation failed", `[1400] ${rule}`)]);
}

/** The rules that no setting changes, each broken beside all later ones. */
const plain: [Messages, string][] = [
  [[], "Messages cannot be empty"],
  [[system, tool, system], "Only one system message allowed"],
  [[user, tool, assistant], "Last message must be from user"],
  [[system, tool, user], "Invalid role 'tool' in message 1"],
  [[user, assistant, user], "Unsupported model: nope"],
];

export const ruleClauses: Clause[] = [
  {
    section: "4",
    promise: "the first business rule that is broken ends the stream with one error frame",
    async check(server) {
      for (const [messages, rule] of plain) await expectBroken(server, { messages, model: "nope" }, rule);
    },
  },
  {
    section: "4",
    promise: "too many messages, and too long ones in code points",
    env: small,
    async check(server) {
      const long = { role: "user", content: "🧱".repeat(11) };
      await expectBroken(server, { messages: [long, user, user, user] }, "Too many messages: 4 > 3");
      await expectBroken(server, { messages: [user, long, system] }, "Message 1 too long: 11 > 10");
      const fits = { messages: [{ role: "user", content: "🧱".repeat(10) }] };
      assert.deepEqual(framesOf(await server.ask({ body: server.body(fits) })), []);
    },
  },
  {
    section: "4",
    promise: "without validation details, the client is not told the rule",
    env: guarded,
    async check(server) {
      const frames = framesOf(await server.ask({ body: server.body({ model: "nope" }) }));
      assert.deepEqual(frames, [errorFrame("Business validation failed")]);
    },
  },
];
