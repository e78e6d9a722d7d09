import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ask, helloWorld } from "../support/first-request.ts";
import { generate } from "../support/generated-project.ts";
import { expectRestart, openHandler } from "../support/restart.ts";
import { startServer } from "../support/server-process.ts";
import { temporaryFolder } from "../support/test-folder.ts";

const project = join(temporaryFolder(), "my-server");

describe("a generated project for node in TypeScript", { timeout: 60_000 }, () => {
  beforeAll(() => generate(project), 120_000);

  test("passes its own type checks and tests", async () => {
    const { stdout } = await execa("npm", ["run", "check"], { cwd: project });
    expect(stdout).toMatch(/\bpass 9\b/);
    expect(stdout).toMatch(/\bfail 0\b/);
  });

  test("is built, started, spoken to and stopped", async () => {
    await execa("npm", ["run", "build"], { cwd: project });
    const server = startServer("node", ["dist/index.js"], { cwd: project });
    const address = await server.nextAddress();

    expect(await ask(address)).toBe(helloWorld);
    expect((await fetch(address)).status).toBe(200);
    expect(await server.stop("SIGTERM")).toEqual({ exitCode: 0, signal: undefined });
    await expect(fetch(address)).rejects.toThrow("fetch failed");
  });

  test("takes its settings from .env, once that is copied from .env.example", async () => {
    const env = await readFile(join(project, ".env.example"), "utf8");
    const file = join(project, ".env");
    onTestFinished(() => rm(file));
    await writeFile(file, env.replace(/^LLMBRICK_PREFIX=.*$/m, "LLMBRICK_PREFIX=/from-dotenv"));
    const server = startServer("npm", ["start"], { cwd: project });
    const address = await server.nextAddress();

    expect(await ask(`${address}from-dotenv/`)).toBe(helloWorld);
    expect((await fetch(new URL("chat/completions", address))).status).toBe(404);
  });

  test("serves the new handler when the file changes under npm run dev", async () => {
    const handler = join(project, "src/handler.ts");
    const before = await readFile(handler, "utf8");
    const server = startServer("npm", ["run", "dev"], { cwd: project });
    expect(await ask(await server.nextAddress())).toContain('"text":"Hello World"');

    await writeFile(handler, before.replace("Hello World", "Hello again"));
    expect(await ask(await server.nextAddress())).toContain('"text":"Hello again"');
    await writeFile(handler, before);
  });

  test("starts again at once under npm run dev while a stream is open, which is told", async () => {
    const handler = join(project, "src/handler.ts");
    const before = await readFile(handler, "utf8");
    onTestFinished(() => writeFile(handler, before));
    await writeFile(handler, openHandler(before));
    const env = { LLMBRICK_SHUTDOWN_GRACE: "3600" };
    await expectRestart(startServer("npm", ["run", "dev"], { cwd: project, env }), handler);
  });

  test("refuses to start on a busy port, with one message that names the way out", async () => {
    const first = startServer("node", ["dist/index.js"], { cwd: project });
    const { port } = new URL(await first.nextAddress());
    const second = await execa("node", ["dist/index.js"], {
      cwd: project,
      env: { LLMBRICK_PORT: port },
      reject: false,
    });
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toBe("");
    expect(second.stderr).toContain(`Port ${port} of 127.0.0.1 is in use`);
  });
});
