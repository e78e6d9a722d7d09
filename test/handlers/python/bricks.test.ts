import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { writeGenerated } from "../../../scripts/protos.ts";
import { python as program } from "../../support/python-environment.ts";
import { startServer } from "../../support/server-process.ts";
import { hostileBricks, only, project } from "../bricks/hostile.ts";
import { leftBricks } from "../bricks/left.ts";
import { tracedBricks } from "../bricks/traced.ts";
import { node } from "../platforms/node.ts";
import { python } from "../platforms/python.ts";

const own = (name: string) => fileURLToPath(new URL(`bricks/${name}`, import.meta.url));

hostileBricks(python);
tracedBricks(python);
leftBricks(
  python,
  "left.py",
  `
import asyncio

from hardening import set_up_logging
from llmbrick.bricks.llm.base_llm import LLMBrick
from llmbrick.core.brick import output_streaming_handler, unary_handler

from brick_server import serve


class Waiting(LLMBrick):
    @unary_handler
    async def whole(self, request):
        print("asked", flush=True)
        try:
            await asyncio.sleep(60)
        finally:
            print("left", flush=True)

    @output_streaming_handler
    async def pieces(self, request):
        yield await self.whole(request)


set_up_logging()
asyncio.run(serve([Waiting("")], "127.0.0.1:0"))
`,
);

describe.each([node, python])("bricks of LLMBrick's own package, asked by $name", (platform) => {
  const { ask } = project(platform);
  const server = execa(String(program), [own("server.py")], { buffer: false, reject: false });
  let port = 0;
  const lines = server.iterable();
  const next = async (pattern: RegExp) => {
    for await (const line of { [Symbol.asyncIterator]: () => ({ next: () => lines.next() }) }) {
      const match = pattern.exec(line);
      if (match) return match;
    }
    throw new Error(`The bricks said nothing like ${pattern}`);
  };
  beforeAll(async () => {
    port = Number((await next(/^port (\d+)$/))[1]);
  });
  afterAll(async () => {
    server.stdin.end();
    await server;
  });
  const all = () => {
    const address = `127.0.0.1:${port}`;
    return { ...only("LLM", port), BRICK_GUARD: address, BRICK_RETRIEVAL: address };
  };

  test("answer in order, step by step", async () => {
    const { events, text, failure } = await ask(all());
    expect(failure).toBeUndefined();
    expect(text).toBe("Hello");
    expect(events.map(({ type }) => type)).toEqual(["meta", "meta", "text", "text", "done"]);
    expect(events[0]?.metadata).toMatchObject({ step: "guard", isAttack: false });
    expect(events[0]?.metadata).not.toHaveProperty("results");
    // LLMBrick's package has its own spelling.
    const { searchResults, search_results = searchResults } = events[1]?.metadata ?? {};
    expect(search_results).toMatchObject([{ metadata: { page: 7, odd: { each: [null, null] } } }]);
    await next(/^ended$/);
  });

  test("an attack ends the answer", async () => {
    const { events } = await ask(all(), "an attack");
    expect(events.map(({ type, progress }) => [type, progress])).toEqual([["error", "ERROR"]]);
  });

  test.each([
    ["raise", "unavailable", /13 broken/],
    ["busy", "overloaded", /4005 no more/],
    ["type", "unavailable", /13 Invalid output streaming response type/],
    ["huge", "unavailable", /larger than/],
  ])("%s in the middle of an answer", async (word, kind, cause) => {
    const seen = await ask(all(), word);
    expect([seen.kind, seen.text]).toEqual([kind, "Hello"]);
    expect(seen.failure?.cause).toMatch(cause);
    await next(/^ended$/);
  });

  test("the last piece ends an answer whose stream does not end, and its brick", async () => {
    const { events, text, failure } = await ask(all(), "the last, and wait");
    expect(failure).toBeUndefined();
    expect([text, events.at(-1)?.progress]).toEqual(["Hello!", "DONE"]);
    await next(/^ended$/);
  });

  test("the last piece ends an answer whose brick goes on to talk, too", async () => {
    const { events, text, failure } = await ask(all(), "the last, and it talks");
    expect(failure).toBeUndefined();
    expect(events.at(-1)?.progress).toBe("DONE");
    expect(text).toMatch(/^Hello!\.{1,10}$/);
    await next(/^ended$/);
  });

  test("a brick may have something to do after its last piece", async () => {
    expect((await ask(all(), "the last, then it saves")).text).toBe("Hello!");
    await next(/^saved$/);
  });
});

test("LLMBrick's own clients ask bricks in TypeScript", async () => {
  const folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await node.write(folder, "brick");
  const server = startServer("node", ["src/brick.js"], { cwd: folder, env: { BRICK_LISTEN: "127.0.0.1:0" } });
  const [, address = ""] = await server.nextMatch(/Bricks on (\S+): guard, /);
  const { stdout } = await execa(String(program), [own("client.py"), address]);
  const result = JSON.parse(/^RESULT (.*)$/m.exec(stdout)?.[1] ?? "");
  const success = { code: 200, message: "", detail: "" };
  expect(result.info).toMatchObject({ service_name: "mock llm", error: success });
  expect(result.whole).toMatchObject({
    text: expect.stringContaining("Why?"),
    is_final: true,
    error: success,
  });
  expect(result.pieces.map(({ text }: { text: string }) => text).join("")).toBe(result.whole.text);
  expect(result.pieces.length).toBeGreaterThan(10);
  expect(result.pieces.findIndex(({ is_final }: { is_final: boolean }) => is_final)).toBe(
    result.pieces.length - 1,
  );
  expect(result.attack.results).toMatchObject([{ is_attack: true }]);
  expect(result.found.documents).toHaveLength(2);
  expect(result.translated).toMatchObject({ text: "Why?", language_code: "en", error: success });
});

test.each([node, python])("the own tests of a project on $name pass", async (platform) => {
  const folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await platform.write(folder, "brick");
  await expect(platform.test(folder, {})).resolves.toBeUndefined();
});

test("the code for the wire is what its .proto files say", async () => {
  const folder = fileURLToPath(new URL("../../../.cache/generated-bricks", import.meta.url));
  await writeGenerated(folder);
  const committed = fileURLToPath(
    new URL("../../../templates/handlers/brick/+node/src/bricks/generated", import.meta.url),
  );
  const textsIn = async (place: string) =>
    Promise.all(
      (await readdir(place)).sort().map(async (name) => [name, await readFile(join(place, name), "utf8")]),
    );
  expect(await textsIn(folder)).toEqual(await textsIn(committed));
});
