import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { emptyDir, outputFile, remove } from "fs-extra/esm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeNodeProject } from "../../scripts/conformance-projects.ts";
import { event, request } from "../support/client.ts";

const scripted = { ...request, clientId: JSON.stringify([{ yield: event({ progress: "DONE" }) }]) };
const asked = JSON.stringify({
  method: "POST",
  url: "/ai/chat/completions",
  headers: { Accept: "text/event-stream" },
  payload: scripted,
});

/** What each application prints: its own route's answer, the status of a chat, and whether that was a stream of events. */
const ask = `
  const mine = await app.inject("/mine");
  const { statusCode, payload } = await app.inject(${asked});
  console.log(JSON.stringify([mine.payload, statusCode, payload.startsWith("event: ")]));
  await app.close();`;

/** An application's own code, in which our files are a folder with a package.json of its own. */
const applications = {
  "fastify, as ES modules": {
    file: "own.mjs",
    code: `import Fastify from "fastify";
import { config } from "./chat/src/config.js";
import { handler } from "./chat/src/handler.js";
import { llmbrick } from "./chat/src/llmbrick/server.js";

const app = Fastify();
app.get("/mine", async () => "mine");
app.register(llmbrick, { prefix: "/ai", config, handler });
${ask}`,
  },
  "fastify, as CommonJS": {
    file: "own.cjs",
    code: `const Fastify = require("fastify");

async function main() {
  const { config } = await import("./chat/src/config.js");
  const { handler } = await import("./chat/src/handler.js");
  const { llmbrick } = await import("./chat/src/llmbrick/server.js");
  const app = Fastify();
  app.get("/mine", async () => "mine");
  app.register(llmbrick, { prefix: "/ai", config, handler });
  ${ask}
}
main();`,
  },
  "nest, as ES modules": {
    file: "own.mjs",
    code: `import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { config } from "./chat/src/config.js";
import { handler } from "./chat/src/handler.js";
import { LLMBrickModule } from "./chat/src/llmbrick/server.js";

class Mine {
  get() {
    return "mine";
  }
}
Get("mine")(Mine.prototype, "get", { value: Mine.prototype.get });
Controller()(Mine);
class AppModule {}
Module({
  imports: [LLMBrickModule.forRoot({ prefix: "/ai", config, handler })],
  controllers: [Mine],
})(AppModule);
const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
await app.init();
${ask}`,
  },
};

describe.each(["fastify", "nest"] as const)("an application in JavaScript", (framework) => {
  // Inside the repository, whose packages it finds.
  const folder = fileURLToPath(new URL(`../../.cache/javascript/${framework}`, import.meta.url));

  beforeAll(async () => {
    await emptyDir(folder);
    await makeNodeProject(join(folder, "chat"), framework, "js");
  });
  afterAll(() => remove(folder));

  const own = Object.entries(applications).filter(([name]) => name.startsWith(framework));
  test.each(own)("takes our routes in two lines: %s", async (_name, { file, code }) => {
    await outputFile(join(folder, file), code);
    const { stdout } = await execa(process.execPath, [file], { cwd: folder });
    expect(stdout.split("\n")).toContain(JSON.stringify(["mine", 200, true]));
  });
});
