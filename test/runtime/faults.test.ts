import { describe, expect, test } from "vitest";
import { request } from "../support/client.ts";
import { ask } from "../support/http.ts";
import { type StartOptions, start } from "../support/llmbrick-server.ts";

interface Fault {
  type: string;
  loc: (string | number)[];
  msg: string;
}

async function faultsOf(body: unknown, options: StartOptions = {}) {
  const { url } = await start(options);
  const { status, text } = await ask(url, { body });
  expect(status).toBe(422);
  return { faults: JSON.parse(text).detail as Fault[], text };
}

const many = (count: number, of: unknown) => ({ ...request, messages: Array(count).fill(of) });
const more = (count: number) => ({
  type: "too_many_faults",
  loc: ["body"],
  msg: `${count} more faults are not listed`,
});

describe("a request with many faults", () => {
  test("of twenty has all of them told", async () => {
    const { faults } = await faultsOf(many(20, 1));
    expect(faults.map(({ loc }) => loc)).toEqual(
      Array.from({ length: 20 }, (_, index) => ["body", "messages", index]),
    );
  });

  test("has twenty of them told, and how many there are besides", async () => {
    const { faults } = await faultsOf(many(21, 1));
    expect(faults).toHaveLength(21);
    expect(faults[20]).toEqual(more(1));
  });

  test.each<[string, unknown, number]>([
    ["numbers for messages", many(500_000, 1), 81],
    ["empty messages", many(300_000, {}), 182],
    [
      "unknown fields in one message",
      many(1, Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 1]))),
      49_982,
    ],
    [
      "unknown fields",
      { ...request, ...Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 1])) },
      49_980,
    ],
  ])(
    "is answered shortly, with no more messages looked at than there may be and one: %s",
    async (_name, body, rest) => {
      const { faults, text } = await faultsOf(body);
      expect(faults.at(-1)).toEqual(more(rest));
      expect(text.length).toBeLessThan(4_000);
    },
  );

  test("has its messages counted all the same", async () => {
    const { url } = await start();
    const { text } = await ask(url, { body: many(5_000, request.messages[0]) });
    expect(text).toContain("Too many messages: 5000 > 100");
  });

  test("has all its messages looked at where a validator of the user's own may let them pass", async () => {
    const options = { customValidator: () => {} };
    const body = { ...request, messages: [...Array(200).fill({ role: "user", content: "x" }), 1] };
    const { faults } = await faultsOf(body, options);
    expect(faults.map(({ loc }) => loc)).toEqual([["body", "messages", 200]]);
  });
});

describe("what a client has sent", () => {
  test.each([
    ["x".repeat(1_000_000), "x".repeat(200)],
    ["🧱".repeat(1_000), "🧱".repeat(200)],
    ["\u0000".repeat(1_000), "\u0000".repeat(200)],
    [`${"x".repeat(199)}🧱🧱`, `${"x".repeat(199)}🧱`],
    ["x".repeat(200), "x".repeat(200)],
  ])("is repeated up to its 200th code point: a name", async (name, told) => {
    const { faults } = await faultsOf({ ...request, [name]: 1 });
    expect(faults.map(({ loc }) => loc)).toEqual([["body", told]]);
    const inside = await faultsOf({ ...request, messages: [{ role: "user", content: "x", [name]: 1 }] });
    expect(inside.faults.map(({ loc }) => loc)).toEqual([["body", "messages", 0, told]]);
  });

  test.each([
    ["a model", { model: "x".repeat(1_000_000) }, `Unsupported model: ${"x".repeat(200)}"`],
    [
      "a role",
      { messages: [{ role: "x".repeat(1_000_000), content: "" }, request.messages[0]] },
      `Invalid role '${"x".repeat(200)}' in message 0`,
    ],
  ])("is repeated up to its 200th code point: %s", async (_name, fields, told) => {
    const { url } = await start();
    const { text } = await ask(url, { body: { ...request, ...fields } });
    expect(text).toContain(told);
    expect(text.length).toBeLessThan(500);
  });
});
