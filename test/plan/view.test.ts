import { expect, test } from "vitest";
import { modelsInEnvFile } from "../../src/options/models-text.ts";
import { code, env, fenceFor, json, powershell, shell } from "../../src/plan/helpers.ts";
import { viewOf } from "../../src/plan/view.ts";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { parseEnvFile } from "../../templates/core/src/llmbrick/config/env-file.ts";
import { options } from "../support/options.ts";

test.each([
  ["127.0.0.1", "http://127.0.0.1:9000"],
  ["0.0.0.0", "http://127.0.0.1:9000"],
  ["::", "http://[::1]:9000"],
  ["2001:db8::1", "http://[2001:db8::1]:9000"],
  ["chat.example", "http://chat.example:9000"],
  ["constructor", "http://constructor:9000"],
])("a client reaches %s at %s", (host, url) => {
  expect(viewOf(options({ host })).url).toBe(url);
});

test("the endpoint and its first request", () => {
  const view = viewOf(options({ prefix: "/api", models: ["m`1", "m2"] }));
  expect(view).toMatchObject({
    endpoint: "/api/chat/completions",
    fence: "```",
    start: "npm install\nnpm run dev",
    run: "npm run",
  });
  expect(JSON.parse(view.requestBody)).toMatchObject({ model: "m`1" });
});

test.each([
  [true, true, undefined],
  [true, false, false],
  [false, true, true],
  [false, false, false],
])("with debug %s and the test page %s, config.ts says %s", (debug, testPage, shown) => {
  expect(viewOf(options({ debug, testPage })).testPage).toBe(shown);
});

test.each([
  ["llmbrick", "llmbrick-server"],
  ["fastapi", "fastapi-server"],
  ["my-server", "my-server"],
])(
  "a Python project called %s is the package %s, which nothing that it needs is called",
  (name, distribution) => {
    expect(viewOf(options({ name })).distribution).toBe(distribution);
  },
);

test("literals of JavaScript", () => {
  expect([json("a\u2028\"'"), json(["x", "y"]), json(undefined), json(1), json(true)]).toEqual([
    '"a\\u2028\\"\'"',
    '["x", "y"]',
    "undefined",
    "1",
    "true",
  ]);
});

test("values of a .env file", () => {
  expect([env("a b"), env("it's"), env(1), env(false), env(undefined)]).toEqual([
    "a b",
    "it's",
    "1",
    "false",
    "",
  ]);
  const models = [["a", "b c"], ["gpt #1", "b"], ["'a", "b'"], ["[a"], ['a"b', "c`"], ["a#b"]];
  for (const names of models) {
    const line = `LLMBRICK_ALLOWED_MODELS=${env(modelsInEnvFile(names))}`;
    const { config } = resolveConfig({}, Object.fromEntries(parseEnvFile(line).variables));
    expect(config.allowedModels).toEqual(names);
    // "docker run --env-file" takes a line as it stands.
    expect(resolveConfig({}, Object.fromEntries([line.split(/=(.*)/s)])).config.allowedModels).toEqual(names);
  }
  for (const text of [" a", "a ", "'a'", "a #b", "a\nb"]) expect(() => env(text)).toThrow("can't hold");
});

test("code spans and fences are longer than any run of back-ticks inside", () => {
  expect([code("a"), code("`a``b"), code(""), code(["a", "b|c"]), code(7)]).toEqual([
    "`a`",
    "``` `a``b ```",
    '`""`',
    "`a`, `b\\|c`",
    "`7`",
  ]);
  expect([fenceFor("a"), fenceFor("````")]).toEqual(["```", "`````"]);
});

test("words of PowerShell", () => {
  expect(["http://a/b?c&d", "/it's", "/$a", "/$it's"].map(powershell)).toEqual([
    '"http://a/b?c&d"',
    '"/it\'s"',
    "'/$a'",
    "'/$it''s'",
  ]);
});

test("words of a shell", () => {
  expect([shell("a b"), shell("it's")]).toEqual(["'a b'", "'it'\\''s'"]);
});
