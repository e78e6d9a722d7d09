import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { tryBrick } from "../../../src/system/try-brick.ts";
import { examine } from "../../support/doctor.ts";

const brick = ["--handler", "brick"];

test("only the handler brick has the check; without any address it says who answers", async () => {
  expect((await examine(["--handler", "mock"])).found).not.toHaveProperty("bricks");
  const { found, exitCode } = await examine(brick);
  expect(exitCode).toBe(0);
  expect(found.bricks).toMatchObject({ status: "warning", found: expect.stringContaining("BRICK_…") });
});

test("each brick that has an address is asked by its service; the first that fails is told", async () => {
  const asked: string[] = [];
  const env = { BRICK_LLM: "127.0.0.1:50051", BRICK_GUARD: "[::1]:50052", BRICK_RETRIEVAL: "mock" };
  const tryAll = async (address: string, service: string) => void asked.push(`${address} ${service}`);
  const { found } = await examine(brick, {}, { env, tryBrick: tryAll });
  expect(found.bricks).toEqual({
    status: "ok",
    found:
      "BRICK_GUARD=[::1]:50052 answers, BRICK_RETRIEVAL is the project's own, BRICK_LLM=127.0.0.1:50051 answers",
  });
  expect(asked).toEqual([
    "[::1]:50052 protocols.grpc.guard.GuardService",
    "127.0.0.1:50051 protocols.grpc.llm.LLMService",
  ]);

  const away = await examine(brick, {}, { env, tryBrick: async () => "ECONNREFUSED" });
  expect(away.exitCode).toBe(1);
  expect(away.found.bricks?.found).toBe("BRICK_GUARD=[::1]:50052 can't be reached: ECONNREFUSED");
});

test.each(["http://127.0.0.1:1", "127.0.0.1", "127.0.0.1:99999"])("%s is no address", async (address) => {
  const tryNone = async () => expect.unreachable();
  const { found } = await examine(brick, {}, { env: { BRICK_LLM: address }, tryBrick: tryNone });
  expect(found.bricks).toMatchObject({ status: "failed", found: expect.stringMatching(/ERR_INVALID_URL$/) });
});

/** What is told of a server that answers so. */
async function toldOf(answer: (stream: ServerHttp2Stream) => void): Promise<string | undefined> {
  const server = createServer().on("stream", answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const told = await tryBrick(`127.0.0.1:${(server.address() as AddressInfo).port}`, "a.Service", 0.5);
  server.close();
  await once(server, "close");
  return told;
}

const replies = (status: string) => (stream: ServerHttp2Stream) => {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status })).end(Buffer.alloc(5));
};

test("any reply of a brick will do, of something else none", async () => {
  expect(await toldOf(replies("0"))).toBeUndefined();
  expect(await toldOf(replies("12"))).toBeUndefined();
  expect(await toldOf(replies("14"))).toBe("gRPC 14");
  expect(await toldOf((stream) => stream.respond({ ":status": 404 }, { endStream: true }))).toMatch(
    /no gRPC/,
  );
  expect(await toldOf(() => {})).toBe("ETIMEDOUT");
});

test("nobody's port is refused", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  expect(await tryBrick(`127.0.0.1:${port}`, "a.Service", 5)).toBe("ECONNREFUSED");
});
