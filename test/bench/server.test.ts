import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { openMany } from "../../bench/server/connections.ts";
import { generatedProject } from "../../bench/server/generated-project.ts";
import { IdleStreams } from "../../bench/server/idle-streams.ts";
import { PeerProcess } from "../../bench/server/peer-process.ts";
import { commandOf, protocolOf } from "../../bench/server/peers.ts";
import { checkAnswer, requestFor } from "../../bench/server/request.ts";
import { serverWorks } from "../../bench/server/works.ts";

// A worker of the test runner may end without the event that would remove it.
afterAll(async () => {
  const projects = [generatedProject("node"), generatedProject("node", "hello", ["openai-api"])];
  for (const dist of await Promise.all(projects)) await rm(dirname(dist), { recursive: true, force: true });
});

describe.each(["bare", "ours"])("the peer %s", (peer) => {
  let server: PeerProcess | undefined;
  afterAll(async () => server?.stop());

  test("gives every kind of answer whole, and tells its processor time and memory", async () => {
    const settings = { LLMBRICK_PORT: "0", LLMBRICK_ENABLE_REQUEST_LOGGING: "false" };
    server = await PeerProcess.start(await commandOf(peer, settings));
    await checkAnswer("tight 3", 3, server.port);
    await checkAnswer("turns 3", 3, server.port);
    await checkAnswer("paced 3", 3, server.port);
    await expect(checkAnswer("tight 2", 3, server.port)).rejects.toThrow("Expected 3 events, got 2");

    const streams = new IdleStreams(server);
    await streams.openUpTo(5);
    await expect(streams.release()).resolves.toBeUndefined();

    expect(await server.cpu()).toBeGreaterThan(1000);
    expect((await server.memory()).heap).toBeGreaterThan(1_000_000);
  }, 30_000);
});

test("the peer that OpenAI's clients see gives whole answers, too", async () => {
  const peer = "ours-openai-api";
  const settings = { LLMBRICK_PORT: "0", LLMBRICK_ENABLE_REQUEST_LOGGING: "false" };
  const server = await PeerProcess.start(await commandOf(peer, settings));
  onTestFinished(() => server.stop());
  const protocol = protocolOf(peer);
  await checkAnswer("tight 3", 3, server.port, protocol);
  await expect(checkAnswer("tight 2", 3, server.port, protocol)).rejects.toThrow("Expected 3 events, got 2");
  const [client] = await openMany(1, server.port);
  const { events } = (await client?.send(requestFor("turns 3", server.port, protocol))) ?? {};
  client?.close();
  expect(events).toBe(protocol.braces(3));
}, 30_000);

test("a server that ends at once is an error, not a wait", async () => {
  const command = { file: process.execPath, args: ["-e", "process.exit(3)"] };
  await expect(PeerProcess.start(command)).rejects.toThrow("The server ended before it answered");
});

test("validation accepts the request that it measures", async () => {
  const figures = await serverWorks.validation?.measure("ours");
  expect(Object.keys(figures ?? {})).toEqual(["English text", "Chinese text"]);
}, 30_000);
