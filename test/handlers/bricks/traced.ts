import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startCollector } from "../../support/collector.ts";
import { ask } from "../../support/http.ts";
import { startServer } from "../../support/server-process.ts";
import type { Platform } from "../platforms/platform.ts";
import { begin, frame, startGrpcServer, textReply } from "./grpc-server.ts";
import { only } from "./hostile.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01`, baggage: "user=alice" };
const request = {
  model: "gpt-4o",
  messages: [{ role: "user", content: "secret question" }],
  sessionId: "s-1",
};

/** An LLMResponse with nothing but an error of the code 42. */
const failedReply = frame(Buffer.of(0x22, 2, 0x08, 42));

/** Holds a server of a platform to traces that go on to its bricks. */
export function tracedBricks(platform: Platform): void {
  test(`the calls of bricks belong to the trace of the answer, ${platform.name}`, async () => {
    const cache = fileURLToPath(new URL("../../../.cache", import.meta.url));
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, "traced-bricks-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await platform.write(folder, "brick", ["telemetry"]);

    const collector = await startCollector();
    onTestFinished(() => collector.close());
    const asked: unknown[][] = [];
    const replies = [
      Buffer.concat([textReply("secret"), textReply("answer")]),
      Buffer.concat([textReply("x"), failedReply]),
    ];
    const brick = await startGrpcServer((stream, { ":path": path, traceparent, baggage }) => {
      asked.push([path, traceparent, baggage]);
      const isGuard = String(path).includes("Guard");
      begin(stream).end(isGuard || String(path).includes("Info") ? frame(Buffer.alloc(0)) : replies.shift());
    });
    onTestFinished(() => brick.stop());

    const env = {
      ...only("LLM", brick.port),
      BRICK_GUARD: `127.0.0.1:${brick.port}`,
      LLMBRICK_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    };
    const server = startServer(...platform.server, { cwd: folder, env });
    const url = await server.nextAddress();
    for (const text of ["answer", "event: error"])
      expect((await ask(`${url}chat/completions`, { body: request, headers })).text).toContain(text);
    expect((await ask(url, { path: "/readyz", method: "GET", body: "" })).text).toContain("ready");
    await server.stop("SIGTERM");

    const answers = collector.spans.filter(({ name }) => name === "chat gpt-4o");
    const calls = collector.spans.filter((span) => !answers.includes(span));
    expect(answers).toHaveLength(2);
    const [guard, llm] = ["guard.GuardService/Unary", "llm.LLMService/OutputStreaming"].map(
      (method) => `protocols.grpc.${method}`,
    );
    const attributes = {
      "rpc.system.name": "grpc",
      "server.address": "127.0.0.1",
      "server.port": brick.port,
      "rpc.response.status_code": "OK",
    };
    const byName = (name = "") => calls.filter((span) => span.name === name);
    const common = { traceId, kind: 3 };
    expect(byName(guard)).toMatchObject(
      answers.map(({ spanId }) => ({ ...common, parentSpanId: spanId, status: 0, attributes })),
    );
    expect(byName(llm)).toMatchObject([
      { ...common, parentSpanId: answers[0]?.spanId, status: 0, attributes },
      {
        ...{ ...common, parentSpanId: answers[1]?.spanId, status: 2 },
        attributes: { "error.type": "42", "rpc.method": llm },
      },
    ]);
    expect(calls).toHaveLength(4);
    expect(JSON.stringify(calls)).not.toMatch(/secret|alice/);

    const told = (name = "") => byName(name).map(({ spanId }) => [`/${name}`, `00-${traceId}-${spanId}-01`]);
    const ofAnswers = asked.filter(([path]) => !String(path).includes("Info"));
    const expected = [...told(guard), ...told(llm)].map((call) => [...call, undefined]);
    expect(ofAnswers).toEqual(expect.arrayContaining(expected));
    expect(ofAnswers).toHaveLength(4);
    const ofReadiness = asked.filter(([path]) => String(path).includes("Info"));
    expect(ofReadiness.map(([, traceparent]) => traceparent)).toEqual([undefined, undefined]);
  });
}
