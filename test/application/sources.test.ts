import { describe, expect, test } from "vitest";
import { manifestIn } from "../../src/application/manifest.ts";
import { isModule, madeIn, mainCandidates } from "../../src/application/sources.ts";
import { sourcesOf } from "./facts.ts";

describe("where and by which name an application is made", () => {
  test.each([
    ["express", "const server = express();", "server"],
    ["express", "export const api: Express = express();", "api"],
    ["express", "  let web = require('express')()", "web"],
    ["express", "const router = express.Router();\nvar app = express()", "app"],
    ["express", "const one = express();\nconst two = express();", undefined],
    ["express", "// const app = express();", undefined],
    ["express", "const chat = express();", undefined],
    ["express", 'import express from "express"; const app = express();', undefined],
    ["express", "module.exports = express();", undefined],
    ["fastify", 'const fastify = require("fastify")({ logger: true });', "fastify"],
    ["fastify", "const server = Fastify<Server>({\n", "server"],
    ["fastify", "const api = await Fastify();", "api"],
    ["hono", "const api = new Hono<{ Bindings: Env }>();", "api"],
    ["hono", "const api = new OpenAPIHono()", "api"],
    ["koa", "const $k = new Koa;", "$k"],
    ["nest", "const app = await NestFactory.create(AppModule);", undefined],
    ["llmbrick", "api = FastAPI(title='x')", "api"],
    ["llmbrick", "    web: FastAPI = fastapi.FastAPI()", "web"],
  ] as const)("%s: %s", (framework, code, app) => {
    expect(madeIn(sourcesOf("a", code), framework).app).toBe(app);
  });

  test("is not always the file that is started first", () => {
    const sources = [
      ...sourcesOf("server.js", 'require("./app").listen(80);'),
      ...sourcesOf("app.js", "const a = express();"),
    ];
    expect(madeIn(sources, "express")).toEqual({ main: sources[1], app: "a" });
    expect(madeIn(sources, "koa")).toEqual({ main: sources[0] });
  });
});

test("the main file is the one that scripts name, and none that was built", () => {
  const [first] = mainCandidates(
    manifestIn({ main: "dist/index.js", scripts: { start: "node ./server/start.mjs", build: "x y.ts" } }),
  );
  expect(first).toBe("server/start.mjs");
  const candidates = mainCandidates(
    manifestIn({ main: "../out.js", scripts: { dev: "vite --config vite.config.ts" } }),
  );
  expect(candidates[0]).toBe("src/main.ts");
});

test("where no endpoint may be, no main file is", () => {
  const none = ["/a.js", "../a.js", "node_modules/a/a.js", "apps/node_modules/a/a.js", ".git/a.js"];
  const candidates = mainCandidates(manifestIn({ scripts: { start: `node ${none.join(" ")}` } }));
  expect([candidates[0], none.filter((path) => candidates.includes(path))]).toEqual(["src/main.ts", []]);
});

test.each([
  ["import express from 'express';", true],
  ['\nimport "./env.js";', true],
  ["import{a}from'a'", true],
  ["const a = 1;\nexport { a };", true],
  ["export default app;", true],
  ["import('./a.mjs').then(start);", false],
  ["importAll();\nexports.a = 1;", false],
  ["// import a from 'a';\nconst a = require('a');", false],
])("a file of a package without a type is an ES module by its own words: %j, %s", (code, expected) => {
  const [source] = sourcesOf("app.js", code);
  expect(source && isModule(source, undefined)).toBe(expected);
});
