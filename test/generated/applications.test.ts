import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile, outputJson, remove } from "fs-extra/esm";
import { afterAll, describe, expect, test } from "vitest";
import { writeProject } from "../../scripts/conformance-projects.ts";
import { chat } from "../../templates/core/src/llmbrick/client.ts";
import { request } from "../support/client.ts";
import { codeBlocksOf } from "../support/readme.ts";
import { startServer } from "../support/server-process.ts";

/** What is around the lines of a README in an application: with its `server`, and `end()`, which ends it. */
interface Application {
  /** The types of what they name, for the compiler alone. */
  types: string;
  head: string;
  tail: string;
  end?: string;
}

const closes = "await chat.close(); server.close();";

const applications: Record<string, Application> = {
  node: {
    types: `import { createServer, type RequestListener } from "node:http";
declare const yours: RequestListener;`,
    head: `import { createServer } from "node:http";
const yours = (_request, response) => void response.end("mine");`,
    tail: `server.listen(0, "127.0.0.1", listening);`,
  },
  express: {
    types: `import express from "express";
const app = express();`,
    head: `import express from "express";
const app = express();
app.get("/mine", (_request, response) => void response.send("mine"));`,
    tail: `const server = app.listen(0, "127.0.0.1", listening);`,
  },
  fastify: {
    types: `import Fastify from "fastify";
const app = Fastify();`,
    head: `import Fastify from "fastify";
const app = Fastify({ forceCloseConnections: true });
app.get("/mine", async () => "mine");`,
    tail: `const { server } = app;
app.listen({ port: 0, host: "127.0.0.1" }).then(listening);`,
    end: "await app.close();",
  },
  hono: {
    types: `import { Hono } from "hono";
const app = new Hono();`,
    head: `import { serve } from "@hono/node-server";
import { Hono } from "hono";
const app = new Hono().get("/mine", (context) => context.text("mine"));`,
    tail: `const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, listening);`,
  },
  koa: {
    types: `import Koa from "koa";
const app = new Koa();`,
    head: `import Koa from "koa";
const app = new Koa();`,
    tail: `app.use((context) => { context.body = "mine"; });
const server = app.listen(0, "127.0.0.1", listening);`,
  },
  nest: {
    types: 'import { Module } from "@nestjs/common";',
    head: `import "reflect-metadata";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";`,
    tail: `const app = await NestFactory.create(AppModule, { logger: false });
app.use("/mine", (_request, response) => void response.send("mine"));
const server = app.getHttpServer();
app.listen(0, "127.0.0.1").then(listening);`,
    end: "await app.close();",
  },
};

const handler = `export async function* handler(_request, { signal }) {
  yield { id: "1", type: "text", text: "first", progress: "IN_PROGRESS" };
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
}
`;

/** The code of an application that takes the routes by a README's lines, and ends them on SIGTERM by itself. */
function codeOf({ head, tail, end = closes }: Application, lines: string): string {
  return `${head}
${lines.replace(/^createServer\(/m, "const server = createServer(")}
function listening() { console.log("Listening on http://127.0.0.1:" + server.address().port + "/"); }
${tail}
process.once("SIGTERM", async () => { ${end} console.log("ended by itself"); });
`;
}

/** The same in CommonJS, with what is ours in the folder chat. */
const inCommonJs = (code: string) => `(async () => {
${code
  .replace(/^import ("\.[^"]*");/gm, "await import($1);")
  .replace(/^import (\{.*\}) from ("\.[^"]*");/gm, "const $1 = await import($2);")
  .replace(/^import ("[^"]*");/gm, "require($1);")
  .replace(/^import (.*) from ("[^"]*");/gm, "const $1 = require($2);")
  .replaceAll('"./', '"./chat/src/')
  .replace("export class", "class")}})();
`;

// Inside the repository, whose packages they find.
const root = fileURLToPath(new URL("../../.cache/applications", import.meta.url));
afterAll(() => remove(root));

const textAt = async (address: string, path: string) => (await fetch(new URL(path, address))).text();

/** Runs an application, and expects its routes, ours with their page, and an end in order with a stream open. */
async function expectToServe(folder: string, ...args: string[]): Promise<void> {
  const env = { LLMBRICK_SHUTDOWN_GRACE: "0" };
  const server = startServer(process.execPath, args, { cwd: folder, env });
  const address = await server.nextAddress();
  expect(await textAt(address, "/mine")).toBe("mine");
  expect(await textAt(address, "/ai/healthz")).toBe('{"status":"ok"}');
  expect(await textAt(address, "/ai/")).toContain("<!doctype html>");

  const events = chat({ url: `${address}ai/chat/completions`, request });
  expect((await events.next()).value).toMatchObject({ text: "first" });
  const stopped = server.stop("SIGTERM");
  await expect(events.next()).rejects.toThrow("Server shutting down");
  expect(await stopped).toEqual({ exitCode: 0, signal: undefined });
}

/** The lines that a project's README shows for an application. */
async function linesOf(folder: string, language: string): Promise<string> {
  const blocks = await codeBlocksOf(join(folder, "README.md"));
  return blocks(language).find((block) => block.includes("/ai")) ?? "";
}

describe.each(Object.entries(applications))("the lines in the README for %s", (name, application) => {
  const framework = name as "node";
  test("put the routes into an application in JavaScript", async () => {
    const folder = join(root, `${name}-js`);
    await writeProject(folder, { framework, language: "js" });
    await outputFile(join(folder, "src/handler.js"), handler);
    const lines = await linesOf(folder, "js");
    const code = codeOf(application, lines);
    await outputFile(join(folder, "src/application.js"), code);
    await expectToServe(folder, "src/application.js");

    // Nothing of ours keeps a process that does not listen.
    await outputFile(join(folder, "src/idle.js"), `${application.head}\n${lines}`);
    await expect(execa(process.execPath, ["src/idle.js"], { cwd: folder })).resolves.toMatchObject({
      stdout: "",
    });
  });

  test("put them into one in CommonJS, by import()", async () => {
    const folder = join(root, `${name}-cjs`);
    await writeProject(join(folder, "chat"), { framework, language: "js" });
    await outputFile(join(folder, "chat/src/handler.js"), handler);
    await outputJson(join(folder, "chat/package.json"), { type: "module" });
    await outputJson(join(folder, "package.json"), { type: "commonjs" });
    const code = inCommonJs(codeOf(application, await linesOf(join(folder, "chat"), "js")));
    await outputFile(join(folder, "application.js"), code);
    await expectToServe(folder, "application.js");
  });
});

test("the lines in all READMEs are right for the compiler, in Chinese too", { timeout: 60_000 }, async () => {
  const all = join(root, "ts");
  for (const [name, { types }] of Object.entries(applications)) {
    const folder = join(all, name);
    await writeProject(folder, { framework: name as "node", lang: "zh-TW" });
    const lines = await linesOf(folder, "ts");
    expect(lines).toContain("// .env 的變數");
    await outputFile(join(folder, "src/application.ts"), `${types}\n${lines}`);
  }
  // Nest's knows decorators.
  await outputJson(join(all, "tsconfig.json"), { extends: "./nest/tsconfig.json", include: ["*/src"] });
  await expect(execa("npx", ["tsc", "-p", all])).resolves.toMatchObject({ stdout: "" });
});
