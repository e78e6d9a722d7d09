import { afterAll, expect, test } from "vitest";
import { Launcher } from "../../conformance/process.ts";
import { request } from "../support/client.ts";
import { ask, type Changes } from "../support/http.ts";
import {
  type Document,
  document,
  documentWith,
  expectAsDescribed,
  expectFramesAsDescribed,
} from "../support/openapi.ts";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

const endpoint = "/chat/completions";

describeInPython("the description of a Python server", (project) => {
  const launchers: Launcher[] = [];
  afterAll(() => Promise.all(launchers.map((launcher) => launcher.stopAll())));

  async function start(env: Record<string, string> = {}): Promise<{ url: string; api: Document }> {
    const launcher = new Launcher(project.folder, project.python, "server.py");
    launchers.push(launcher);
    const { url } = await launcher.run(env);
    const { text } = await ask(String(url), { method: "GET", path: "/openapi.json" });
    return { url: new URL(endpoint, url).href, api: JSON.parse(text) };
  }

  test.each([
    [{}],
    [
      {
        LLMBRICK_API_KEYS: "key-1",
        LLMBRICK_HEARTBEAT_INTERVAL: "0",
        LLMBRICK_MAX_BODY_BYTES: "4444",
        LLMBRICK_MAX_MESSAGES_COUNT: "7",
        LLMBRICK_ALLOWED_MODELS: `模型",\${endpoint}`,
        LLMBRICK_PREFIX: "/a%20b",
        LLMBRICK_REQUEST_TIMEOUT: "1.5",
      },
    ],
  ])("is that of a server on Node with %j", async (env) => {
    expect((await start(env)).api).toEqual(document({}, env));
  });

  test("is what its answers hold to", async () => {
    const { url, api } = await start({ LLMBRICK_MAX_BODY_BYTES: "500" });
    const cases: [status: number, changes: Changes][] = [
      [200, {}],
      [200, { body: { ...request, model: "nope" } }],
      [400, { body: "[".repeat(100) }],
      [403, { headers: { Host: "evil.example" } }],
      [405, { method: "GET" }],
      [406, { headers: { Accept: "*/*" } }],
      [413, { body: "x".repeat(501) }],
      [415, { headers: { "Content-Type": "text/plain" } }],
      [422, { body: {} }],
      [422, { body: { ...request, messages: [{ role: 1 }] } }],
    ];
    for (const [status, changes] of cases) {
      const answer = await ask(url, changes);
      expect(answer.status, JSON.stringify(changes)).toBe(status);
      expectAsDescribed(api, endpoint, "post", answer);
      if (status === 200) expectFramesAsDescribed(api, answer.text);
    }
    for (const path of ["/healthz", "/readyz"]) {
      expectAsDescribed(api, path, "get", await ask(url, { method: "GET", path }));
    }
  });

  test("has routes of the user's own as FastAPI describes them, and ours as they are", async () => {
    expect(await runInside(project, "described")).toEqual({
      paths: ["/healthz", "/readyz", endpoint, "/usage", "/notes/{name}"],
      schemas: expect.arrayContaining(["ConversationEvent", "ConversationRequest", "HTTPValidationError"]),
      servers: [{ url: "/ai" }],
    });
  });
});

describeInPython(
  "the description of a Python server with OpenAI's routes",
  (project) => {
    test("is that of a server on Node, and what it answers holds to it", async () => {
      const launcher = new Launcher(project.folder, project.python, "server.py");
      try {
        const env = { LLMBRICK_PREFIX: "/api" };
        const url = String((await launcher.run(env)).url);
        const api = JSON.parse((await ask(url, { method: "GET", path: "/openapi.json" })).text);
        expect(api).toEqual(documentWith(["openai-api"], {}, env));

        const path = "/api/v1/chat/completions";
        const body = { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] };
        for (const changes of [{}, { stream: true }, { n: 2 }, { model: "nope" }]) {
          expectAsDescribed(api, path, "post", await ask(url, { path, body: { ...body, ...changes } }));
        }
        const models = "/api/v1/models";
        expectAsDescribed(api, models, "get", await ask(url, { method: "GET", path: models }));
      } finally {
        await launcher.stopAll();
      }
    });
  },
  { features: ["openai-api"] },
);
