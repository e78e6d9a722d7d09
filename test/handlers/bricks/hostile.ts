import { mkdtemp, rm } from "node:fs/promises";
import type { ServerHttp2Stream } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { post } from "../../support/first-request.ts";
import { startServer } from "../../support/server-process.ts";
import type { Loaded, Platform } from "../platforms/platform.ts";
import { plainRequest } from "../play.ts";
import { begin, frame, startGrpcServer, textReply } from "./grpc-server.ts";

/** Variables that lead to one brick alone. */
export const only = (kind: string, port: number) => ({
  ...Object.fromEntries(
    ["GUARD", "RECTIFY", "TRANSLATE", "INTENTION", "RETRIEVAL", "LLM"].map((name) => [`BRICK_${name}`, ""]),
  ),
  [`BRICK_${kind}`]: `127.0.0.1:${port}`,
});

/** A project with the handler, in a folder of its own. */
export function project(platform: Platform) {
  const own = { folder: "", loaded: undefined as Loaded | undefined };
  beforeAll(async () => {
    own.folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
    await platform.write(own.folder, "brick");
    own.loaded = await platform.load(own.folder, only("LLM", 1));
  });
  afterAll(async () => {
    await own.loaded?.stop();
    await rm(own.folder, { recursive: true, force: true });
  });
  return {
    folder: () => own.folder,
    async ask(variables: Readonly<Record<string, string>>, content = "Hello") {
      const client = { signal: new AbortController().signal, onEvent() {} };
      const asked = { ...plainRequest, messages: [{ role: "user" as const, content }] };
      const { events, failure } = await (own.loaded as Loaded).ask(asked, variables, client);
      const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
      return { events, failure, text, kind: failure?.kind };
    },
  };
}

/** What bricks do that are broken, each with what comes of it. */
const broken: readonly [
  what: string,
  answer: (stream: ServerHttp2Stream) => void,
  kind: string,
  text: string,
][] = [
  ["garbage", (stream) => begin(stream).end(frame(Buffer.alloc(9, 0xff))), "unavailable", ""],
  [
    "text and garbage",
    (stream) => begin(stream).end(Buffer.concat([textReply("Hel"), frame(Buffer.alloc(9, 0xff))])),
    "truncated",
    "Hel",
  ],
  ["no gRPC", (stream) => stream.respond({ ":status": 404 }, { endStream: true }), "unavailable", ""],
  ["half of an answer", half, "truncated", "Hel"],
  ["a status without a message", (stream) => begin(stream, "8").end(), "rate_limit", ""],
  ["more than 4 MiB", (stream) => begin(stream).end(frame(Buffer.alloc(5_000_000))), "unavailable", ""],
];

function half(stream: ServerHttp2Stream): void {
  begin(stream).write(textReply("Hel"), () => setImmediate(() => stream.session?.destroy()));
}

/** Holds the handler of a platform to bricks that nobody should have. */
export function hostileBricks(platform: Platform): void {
  describe(`bricks that are broken, ${platform.name}`, { timeout: 60_000 }, () => {
    const { ask, folder } = project(platform);

    test.each(broken)("%s", async (_what, answer, kind, text) => {
      const server = await startGrpcServer(answer);
      onTestFinished(() => server.stop());
      const seen = await ask(only("LLM", server.port));
      expect([seen.kind, seen.text]).toEqual([kind, text]);
      expect(seen.failure?.message).toMatch(/in the step "llm"|after 3 characters/);
      expect(seen.events.at(-1)?.progress).not.toBe("DONE");
    });

    test("one that comes back is asked again", async () => {
      const answer = (stream: ServerHttp2Stream) => begin(stream).end(textReply("Hello"));
      const first = await startGrpcServer(answer);
      const variables = only("LLM", first.port);
      expect((await ask(variables)).text).toBe("Hello");
      await first.stop();
      expect((await ask(variables)).kind).toBe("unavailable");
      const second = await startGrpcServer(answer, first.port);
      onTestFinished(() => second.stop());
      await expect.poll(async () => (await ask(variables)).text, { timeout: 10_000 }).toBe("Hello");
    });

    test("one that says nothing holds no place longer than requestTimeout, and makes readiness fail", async () => {
      const silent = await startGrpcServer(() => {});
      onTestFinished(() => silent.stop());
      // It answers, if only that it tells nothing of itself.
      const untold = await startGrpcServer((stream) => begin(stream, "12").end());
      onTestFinished(() => untold.stop());
      const env = {
        ...only("GUARD", silent.port),
        BRICK_RETRIEVAL: `127.0.0.1:${untold.port}`,
        BRICK_LLM: "mock",
        LLMBRICK_PORT: "0",
        LLMBRICK_REQUEST_TIMEOUT: "1",
      };
      const server = startServer(...platform.server, { cwd: folder(), env });
      const [, address = ""] = await server.nextMatch(/Listening on (http\S+)/);
      const answer = await (await post(address, {})).text();
      expect(answer).toMatch(/event: error\n.*timeout: .* in the step \\"guard\\"/);
      const ready = await fetch(new URL("readyz", address));
      expect([ready.status, await ready.json()]).toEqual([503, { status: "unavailable", bricks: ["guard"] }]);
    });
  });
}
