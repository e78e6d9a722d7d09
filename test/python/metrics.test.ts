import { once } from "node:events";
import { expect, test } from "vitest";
import { documents, expressionsOf, namesIn } from "../features/metrics/documents.ts";
import { seriesIn } from "../features/metrics/server.ts";
import { documentWith } from "../support/openapi.ts";
import { post, RawClient } from "../support/raw-client.ts";
import { startServer } from "../support/server-process.ts";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

describeInPython(
  "a Python project with metrics",
  (project) => {
    test("counts both routes where an application has grown them, too", async () => {
      const texts = (await runInside(project, "metrics")) as string[];
      const requests = texts.map((text) => seriesIn(text));
      for (const [index, series] of requests.entries()) {
        const ofRoute = [...series].filter(([name]) => /^llmbrick_sse_requests_total{.*route="\//.test(name));
        expect(Object.fromEntries(ofRoute)).toEqual({
          'llmbrick_sse_requests_total{outcome="done",route="/chat/completions",status="2xx"}': index + 1,
          'llmbrick_sse_requests_total{outcome="rejected",route="/chat/completions",status="4xx"}': index + 1,
          'llmbrick_sse_requests_total{outcome="done",route="/v1/chat/completions",status="2xx"}': index + 1,
          'llmbrick_sse_requests_total{outcome="rejected",route="/v1/chat/completions",status="4xx"}':
            index + 1,
        });
      }
    });

    test("tells every figure that the dashboard and the rules are about", async () => {
      const { dashboard, rules } = documents();
      const [text = ""] = (await runInside(project, "metrics")) as string[];
      const told = new Set([...seriesIn(text).keys()].map((name) => name.replace(/{.*/, "")));
      const asked = namesIn([...expressionsOf(dashboard), ...rules.map(({ expr }) => expr)].join());
      for (const name of asked) expect([...told]).toContain(name);
    });

    test("tells of open answers as they are now, and of a client that left", async () => {
      const server = startServer(project.python, ["server.py"], {
        cwd: project.folder,
        env: { METRICS_TOKEN: "token-1", LLMBRICK_PORT: "0" },
      });
      const address = new URL(await server.nextAddress());
      const read = async (name: string) => {
        const headers = { Authorization: "Bearer token-1" };
        const response = await fetch(new URL("/metrics", address), { headers });
        return seriesIn(await response.text()).get(`llmbrick_sse_${name}`);
      };
      const fault = { messages: [{ role: "user", content: "/fault stall" }] };
      const request = { model: "mock", sessionId: "s", ...fault };
      const client = await RawClient.connect(Number(address.port));
      client.send(post(JSON.stringify(request)));
      await client.until("event: message");
      expect(await read("open_streams")).toBe(1);
      client.socket.destroy();
      await once(client.socket, "close");
      await expect.poll(() => read('aborted_total{cause="aborted"}'), { timeout: 10_000 }).toBe(1);
      expect(await read("open_streams")).toBe(0);
      expect((await fetch(new URL("/metrics", address))).status).toBe(401);
      const api = await (await fetch(new URL("/openapi.json", address))).json();
      const described = documentWith(["openai-api", "metrics"], { allowedModels: ["mock"] });
      expect(api.paths["/metrics"]).toEqual(described.paths["/metrics"]);
      expect(api.components.securitySchemes).toEqual(described.components.securitySchemes);
    });
  },
  { features: ["openai-api", "metrics"], handler: "mock", models: ["mock"] },
);
