import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { brickPeer } from "../../bench/server/bricks.ts";
import { generatedProject } from "../../bench/server/generated-project.ts";
import { PeerProcess } from "../../bench/server/peer-process.ts";
import { bricks as protocol, requestFor } from "../../bench/server/request.ts";
import { begin, frame, startGrpcServer, textReply } from "../handlers/bricks/grpc-server.ts";

/** It is there once the bench has run, which installs its packages. */
const other = existsSync(new URL("../../bench/node_modules/@grpc/grpc-js", import.meta.url))
  ? ["@grpc/grpc-js"]
  : [];

test("the peers that ask a brick ask for the same, and give the same answer", async () => {
  const asked: string[] = [];
  const brick = await startGrpcServer((stream, { ":path": path }) => {
    if (path?.endsWith("/GetServiceInfo")) return begin(stream).end(frame(Buffer.alloc(0)));
    const bytes: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => bytes.push(chunk));
    stream.on("end", () => {
      asked.push(`${path} ${Buffer.concat(bytes).toString("hex")}`);
      begin(stream).end(Buffer.concat([textReply("token 0 "), textReply("token 1 ")]));
    });
  });
  onTestFinished(() => brick.stop());
  const BENCH_OURS = await generatedProject("node", "brick");
  onTestFinished(() => rm(dirname(BENCH_OURS), { recursive: true, force: true }));
  const settings = { LLMBRICK_PORT: "0", LLMBRICK_ENABLE_REQUEST_LOGGING: "false" };
  const env = { ...settings, BENCH_OURS, BRICK_LLM: `127.0.0.1:${brick.port}` };

  const answers = [];
  for (const peer of ["in process", "over gRPC", ...other]) {
    const server = await PeerProcess.start(brickPeer(peer, env));
    onTestFinished(() => server.stop());
    const [head = "", body = ""] = requestFor("tight 2", server.port, protocol).toString().split("\r\n\r\n");
    const fields = head.split("\r\n").slice(1);
    const headers = Object.fromEntries(fields.map((field) => field.split(": ")));
    const response = await fetch(`http://127.0.0.1:${server.port}${protocol.path}`, {
      ...{ method: "POST", body, headers: { ...headers, "X-Request-Id": "1" } },
    });
    answers.push((await response.text()).replace(/"milliseconds":\d+/, ""));
  }
  expect(answers[0]).toContain("token 1 ");
  expect(new Set(answers).size).toBe(1);
  // The one in process has none to ask.
  expect(asked).toHaveLength(answers.length - 1);
  expect(new Set(asked).size).toBe(1);
  expect(asked[0]).toContain("/protocols.grpc.llm.LLMService/OutputStreaming ");
}, 60_000);
