import { beforeAll, expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

interface Seen {
  /** By the way in which an application has grown our routes, and by its middleware. */
  usual: Record<string, unknown[]>;
  losing: Record<string, { statuses: number[]; errors: string[] }>;
  two: Record<string, unknown>;
  rootPath: unknown[];
  redirect: string;
}

const middleware = [
  "none",
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
  "many",
];
const cases = [
  ...middleware.map((name) => `mount; ${name}`),
  ...["none", "gzip", "many"].map((name) => `include_router; ${name}`),
];

describeInPython("an application with the routes of a Python project, served by uvicorn:", (project) => {
  let seen: Seen;
  beforeAll(async () => {
    seen = (await runInside(project, "served")) as Seen;
  }, 120_000);

  test("no case is left out", () => expect(Object.keys(seen.usual)).toEqual(cases));

  test.each(cases)(
    "%s lets each event out at once, stops a handler whose client has left, takes 150 kB in pieces and no 600 kB",
    (name) => {
      expect(seen.usual[name]).toEqual(["event: message", true, 200, 413]);
    },
  );

  test.each(["a body that is lost", "a body of which a part is lost"])(
    "%s in middleware is an error that says what helps",
    (name) => {
      expect(seen.losing[name]).toEqual({
        statuses: [500, 500],
        errors: [expect.stringContaining("not handed it on")],
      });
    },
  );

  test("middleware may lead to HTTPS", () => {
    expect(seen.redirect).toMatch(/^https:.*\/ai\/chat\/completions$/);
  });

  test("two endpoints share no place, key, page or limit, and the log tells them apart", () => {
    expect(seen.two).toEqual({
      "a stream of the second": "event: message",
      "a full house": [503, 200],
      "each other's keys": [401, 401],
      pages: [200, 404],
      "a place that is free again": 200,
      log: expect.arrayContaining([
        ["/a/chat/completions", 503, "rejected"],
        ["/a/chat/completions", 200, "stalled"],
        ["/b/chat/completions", 200, "aborted"],
        ["/b/chat/completions", 401, "rejected"],
      ]),
    });
  });

  test("--root-path is a part of where it is", () => {
    expect(seen.rootPath).toEqual([[{ url: "/proxy/ai" }], 200, 401]);
  });
});
