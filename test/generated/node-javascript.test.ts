import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, test } from "vitest";
import { ask, helloWorld } from "../support/first-request.ts";
import { generate } from "../support/generated-project.ts";
import { expectRestart, openHandler } from "../support/restart.ts";
import { startServer } from "../support/server-process.ts";
import { temporaryFolder } from "../support/test-folder.ts";

const project = join(temporaryFolder(), "my-server");

beforeAll(() => generate(project, "--language", "js"), 60_000);

test("plain JavaScript on plain Node passes its tests and runs without an install", {
  timeout: 60_000,
}, async () => {
  await expect(access(join(project, "node_modules"))).rejects.toThrow("ENOENT");

  const { stdout } = await execa({ cwd: project })`npm run check`;
  expect(stdout).toMatch(/\bpass 9\b/);
  expect(stdout).toMatch(/\bfail 0\b/);

  const server = startServer("npm", ["start"], { cwd: project });
  expect(await ask(await server.nextAddress())).toBe(helloWorld);
});

test("npm run dev serves the new handler when the file changes", { timeout: 60_000 }, async () => {
  const handler = join(project, "src/handler.js");
  const server = startServer("npm", ["run", "dev"], { cwd: project });
  expect(await ask(await server.nextAddress())).toContain('"text":"Hello World"');

  await writeFile(handler, (await readFile(handler, "utf8")).replace("Hello World", "Hello again"));
  expect(await ask(await server.nextAddress())).toContain('"text":"Hello again"');
});

test("npm run dev starts again at once while a stream is open, which is told", {
  timeout: 60_000,
}, async () => {
  const handler = join(project, "src/handler.js");
  await writeFile(
    handler,
    openHandler(await readFile(handler, "utf8")).replace("Hello again", "Hello World"),
  );
  const env = { LLMBRICK_SHUTDOWN_GRACE: "3600" };
  await expectRestart(startServer("npm", ["run", "dev"], { cwd: project, env }), handler);
});
