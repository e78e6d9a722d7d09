import { beforeAll, expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

interface Seen {
  /** What our server answers where it is nobody's part. */
  alone: Record<string, unknown>;
  /** By the way in which an application has grown our routes, and by its middleware: what is not the same there. */
  grown: Record<string, { own: Record<string, unknown>; ours: Record<string, unknown>; servers: unknown }>;
  roots: Record<string, { ours: Record<string, unknown>; servers: unknown }>;
  dependency: number[];
  testserver: number;
}

/** Where each way has our routes. */
const bases = {
  mount: "/ai",
  "mount, with a prefix of ours": "/ai",
  "mount, two levels deep": "/v1/ai",
  "mount, in an application in a Mount in a Router": "/x/y/ai",
  include_router: "/ai",
  "include_router, twice": "/v1/x/ai",
  "include_router, with a dependency": "/ai",
};
const middleware = [
  "gzip",
  "CORS",
  "trusted hosts",
  "a session",
  "a check of users",
  "a check of users, pure",
  "a rate limit",
  "a log",
  "a body read ahead",
  "a body read ahead, pure",
];
const everywhere = ["none", "many"];
const cases = Object.entries(bases).flatMap(([way, base]) =>
  [...everywhere, ...(way === "mount" || way === "include_router" ? middleware : [])].map(
    (name) => [way, name, base] as const,
  ),
);

describeInPython("an application that has grown the routes of a Python project by", (project) => {
  let seen: Seen;
  beforeAll(async () => {
    seen = (await runInside(project, "mounted")) as Seen;
  }, 300_000);

  test("a line is one of those that are expected", () => {
    expect(Object.keys(seen.grown).sort()).toEqual(cases.map(([way, name]) => `${way}; ${name}`).sort());
  });

  test("none is the server that the others are compared with", () => {
    const beside = [200, 403, 403, 400, ["https://app.example"], true, [204, "GET, HEAD"]];
    const error = (text: string) => JSON.stringify({ detail: { error: text } });
    expect(seen.alone).toMatchObject({
      "a stream": [
        200,
        expect.stringMatching(/^event: message\n/),
        "text/event-stream; charset=utf-8",
        null,
        "no-cache, no-transform",
        "no",
      ],
      "no key": [401, error("Invalid or missing API key"), "Bearer"],
      "other spellings": [401, 404, 404, 401, 404, 401],
      "a slash": [307, "", "../completions"],
      "a line end": 404,
      "a foreign origin": [403, error("Origin not allowed")],
      "an allowed origin": ["https://app.example"],
      "an allowed origin without a key": "https://app.example",
      "a preflight": [204, "", "POST"],
      "a foreign preflight": 403,
      "150 kB": 200,
      "more than maxBodyBytes": [413, error("Request body too large")],
      "no JSON": [422, expect.any(String)],
      "no object": [422, expect.any(String)],
      "no fields": 422,
      "too deep": [400, expect.any(String)],
      "no UTF-8": [400, expect.any(String)],
      encoded: [415, error("Content-Encoding is not supported")],
      "another type": [415, error("Content-Type must be application/json")],
      "no Accept": [406, expect.any(String)],
      "another method": [405, expect.any(String), "POST"],
      "another model": [200, expect.stringMatching(/^event: error\n/)],
      beside: {
        "/": beside,
        "/page/settings.json": beside,
        "/healthz": beside,
        "/readyz": beside,
        "/openapi.json": beside,
      },
      "the page's endpoint": "chat/completions",
      "the description's paths": expect.arrayContaining(["/chat/completions"]),
    });
    // The name that FastAPI's client has for itself.
    expect(seen.testserver).toBe(200);
  });

  test.each(cases)("%s, with middleware: %s, answers as it did, and we as we do alone", (way, name, base) => {
    const { own, ours, servers } = seen.grown[`${way}; ${name}`] as Seen["grown"][string];
    expect(own).toEqual({});
    expect(ours).toEqual(answeredAhead(name));
    expect(servers).toEqual([{ url: base }]);
  });

  test.each([["mount at /proxy/ai"], ["include_router at /proxy/ai"], ["include_router at /ai"]])(
    "%s, behind a path of a proxy's, changes nothing",
    (where) => {
      expect(seen.roots[where]).toEqual({ ours: {}, servers: [{ url: "/proxy/ai" }] });
    },
  );

  test("include_router, with a dependency, asks for our key, then for what the dependency wants", () => {
    expect(seen.dependency).toEqual([401, 409, 200]);
  });
});

/** What the application's own middleware answers before we are asked. */
function answeredAhead(name: string): Record<string, unknown> {
  const paths = ["/", "/page/settings.json", "/healthz", "/readyz", "/openapi.json"];
  const beside = (...answers: unknown[]) => Object.fromEntries(paths.map((path) => [path, answers]));
  const allowed = ["https://app.example"];
  if (name === "trusted hosts")
    return { beside: beside(200, 403, 400, 400, allowed, true, [204, "GET, HEAD"]) };
  if (name !== "CORS") return {};
  return {
    "a preflight": [200, "OK", expect.any(String)],
    "a foreign preflight": 400,
    beside: beside(200, 403, 403, 400, allowed, true, [200, expect.any(String)]),
  };
}
