import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Options } from "../../../src/options/table.ts";
import { options } from "../../support/options.ts";
import { python } from "../../support/python-environment.ts";
import { treeOf } from "../../support/tree.ts";
import { type VerifyCase, verifyFolder, writeReady } from "../../support/verify-folder.ts";

interface Case extends VerifyCase {
  /** Files of the user's own, in the place of generated ones. */
  readonly files?: Record<string, string>;
}

/** Writes a project, and verifies it. */
async function verifyProject(changes: Partial<Options>, { files, ...how }: Case = {}) {
  const chosen = options({ language: "js", ...changes });
  const folder = await writeReady(chosen, files);
  const before = await treeOf(folder);
  const result = await verifyFolder(folder, chosen, how);
  return { ...result, isUntouched: isDeepStrictEqual(await treeOf(folder), before) };
}

const LIMITS = { start: 20, stream: 20, abort: 20 };
const done = ["start", "stream", "abort", "stop"].map((step) => ({
  step,
  status: "done",
  ms: expect.any(Number),
}));

describe("a project as it was generated", () => {
  test.each([
    ["the defaults", {}, {}],
    ["every address", { host: "0.0.0.0" }, {}],
    ["IPv6", { host: "::1" }, {}],
    ["a name", { host: "localhost", debug: false, testPage: false, requestLogging: false }, {}],
    [
      "odd words and the least limits",
      {
        models: ['a "b" $(c) `d`', "模型🦜"],
        prefix: "/api/v1",
        path: "/ch@t/-",
        maxMessageLength: 1,
        maxMessagesCount: 1,
        requestTimeout: 1,
        maxConcurrentConnections: 1,
      },
      {},
    ],
    [
      "variables and a proxy of this machine",
      {},
      {
        env: {
          LLMBRICK_API_KEYS: "secret",
          LLMBRICK_PREFIX: "/elsewhere",
          LLMBRICK_SSL_KEYFILE: "/none",
          HOST: "not-a-host",
          PORT: "1",
          NODE_ENV: "production",
          NODE_USE_ENV_PROXY: "1",
          http_proxy: "http://127.0.0.1:1",
        },
      },
    ],
    ["no Node on the PATH", {}, { env: { PATH: "/none" } }],
    ["a file .env", {}, { files: { ".env": "LLMBRICK_API_KEYS=secret\nLLMBRICK_PORT=1\nHOST=nowhere\n" } }],
  ] satisfies [string, Partial<Options>, Case][])(
    "passes with %s",
    { timeout: 30_000 },
    async (_name, changes, how) => {
      const { error, steps, running, isUntouched } = await verifyProject(changes, how);
      expect(error).toBeUndefined();
      expect(steps).toEqual(done);
      expect([running, isUntouched]).toEqual([0, true]);
    },
  );

  test.skipIf(!python && !process.env.CI)("passes in Python", { timeout: 60_000 }, async () => {
    const { error, steps, isUntouched } = await verifyProject({ framework: "llmbrick", host: "localhost" });
    expect([error, steps, isUntouched]).toEqual([undefined, done, true]);
  });
});

/** A handler with this body. */
const handler = (body: string, beside = "") => ({
  files: { "src/handler.js": `export async function* handler() { ${body} }\n${beside}` },
});
const EVENT = "{ id: '1', type: 'text', text: 'x', progress: 'IN_PROGRESS' }";
const HELLO = `yield ${EVENT}; yield { id: '2', type: 'done', progress: 'DONE' };`;
/** A server that starts as a generated one does, and then does as it likes. */
const ownIndex = (after: string) => ({
  files: {
    "src/index.js": `
      import { config } from "./config.js";
      import { handler } from "./handler.js";
      import { SSEServer } from "./llmbrick/server.js";
      const server = new SSEServer({ config, handler });
      console.log("Listening on " + (await server.listen()));
      ${after}`,
  },
});

describe("what is wrong is found, told by its step, and nothing is left running", () => {
  test.each([
    [
      "a server that dies at the start",
      handler("", "console.log('so long');\nprocess.exit(3);"),
      "start",
      "Verification failed: the server did not start. The program ended by itself.\nThe end of the server's output:\nso long",
    ],
    [
      "a server that never listens",
      { files: { "src/index.js": "setInterval(() => {}, 1000)" }, limits: { ...LIMITS, start: 0.5 } },
      "start",
      "Nothing happened for 0.5 s.",
    ],
    [
      "a handler that throws",
      handler(`yield ${EVENT}; throw new Error("no such model");`),
      "stream",
      "did not answer a request as it should. StreamError: Handler exception: no such model",
    ],
    ["a handler that says nothing", handler(""), "stream", "The answer is empty."],
    [
      "a handler that leaves its answer open",
      handler(`yield ${EVENT};`),
      "stream",
      `The last event's progress is not DONE: {"id":"1",`,
    ],
    [
      "a handler that takes too long",
      { ...handler(`yield ${EVENT}; await new Promise(() => {});`), limits: { ...LIMITS, stream: 1 } },
      "stream",
      "Nothing happened for 1 s.",
    ],
    [
      "a server that refuses the request",
      ownIndex("server.runtime.isClosed = true;"),
      "stream",
      'HttpError: The server answered 503: {"detail":{"error":"Server shutting down"}}',
    ],
    [
      "a client that can't be loaded",
      { files: { "src/llmbrick/client.js": "import 'no-such-package';" } },
      "stream",
      "no-such-package",
    ],
    [
      "a server whose handler never hears that a client has left",
      { ...ownIndex(""), limits: { ...LIMITS, abort: 1 } },
      "abort",
      "the handler was not told that its client had left. Nothing happened for 1 s.",
    ],
    [
      "a server that fails at its end",
      handler(HELLO, "process.on('exit', () => { process.exitCode = 1; });"),
      "stop",
      "the server did not stop when it was told to. It had to be killed, or its exit code was not 0.",
    ],
  ] satisfies [string, Case, string, string][])(
    "%s",
    { timeout: 30_000 },
    async (_name, how, failed, message) => {
      const { error, steps, running } = await verifyProject({}, how);
      expect(error).toMatchObject({
        code: "VERIFY_FAILED",
        exitCode: 6,
        message: expect.stringContaining(message),
      });
      expect(steps.at(-1)).toMatchObject({ step: failed, status: "failed" });
      expect(steps.slice(0, -1).every(({ status }) => status === "done")).toBe(true);
      expect(running).toBe(0);
    },
  );
});

test.each(["start", "stream", "abort"] as const)(
  "a run that is cancelled after %s leaves no process",
  { timeout: 30_000 },
  async (at) => {
    const controller = new AbortController();
    const { error, running } = await verifyProject(
      {},
      {
        signal: controller.signal,
        onStep: ({ step }) => step === at && controller.abort(new Error("cancelled")),
      },
    );
    expect(error).toEqual(new Error("cancelled"));
    expect(running).toBe(0);
  },
);
