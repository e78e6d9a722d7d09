import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { ask, helloWorld } from "../support/first-request.ts";
import { startServer } from "../support/server-process.ts";
import { describeInPython, type PythonProject } from "./describe.ts";

const start = ({ folder, python }: PythonProject, env: Record<string, string> = {}) =>
  startServer(python, ["server.py"], { cwd: folder, env });

/** Runs a server that is expected not to start. */
const failToStart = ({ folder, python }: PythonProject, env: Record<string, string>) =>
  execa(python, ["server.py"], { cwd: folder, env, reject: false });

describeInPython("a generated Python project", (project) => {
  test("passes its own tests", async () => {
    const { stdout } = await execa(project.python, ["-m", "pytest", "-q"], { cwd: project.folder });
    expect(stdout).toMatch(/^9 passed/m);
  });

  test("is started, spoken to and stopped", async () => {
    const server = start(project);
    const address = await server.nextAddress();

    expect(await ask(address)).toBe(helloWorld);
    expect(await server.stop("SIGTERM")).toEqual({ exitCode: 0, signal: undefined });
    await expect(fetch(address)).rejects.toThrow("fetch failed");
  });

  test("serves our test page, under a policy that lets no script of a model's run", async () => {
    const address = await start(project).nextAddress();
    const [page, client, settings] = await Promise.all(
      ["", "page/client.js", "page/settings.json"].map((path) => fetch(new URL(path, address))),
    );
    expect(await page?.text()).toContain('src="page/app.js"');
    expect(page?.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(client?.headers.get("content-type")).toMatch(/^text\/javascript/);
    expect(await settings?.json()).toMatchObject({
      endpoint: "chat/completions",
      allowedModels: ["gpt-4o", "claude-3"],
      maxBodyBytes: 2_065_536,
    });

    const tag = client?.headers.get("etag") ?? "";
    const again = await fetch(new URL("page/client.js", address), { headers: { "If-None-Match": tag } });
    expect(again.status).toBe(304);
  });

  test("takes its settings from .env, once that is copied from .env.example", async () => {
    const env = await readFile(join(project.folder, ".env.example"), "utf8");
    const file = join(project.folder, ".env");
    onTestFinished(() => rm(file));
    await writeFile(file, env.replace(/^LLMBRICK_PREFIX=.*$/m, "LLMBRICK_PREFIX=/from-dotenv"));
    const address = await start(project).nextAddress();

    expect(await ask(`${address}from-dotenv/`)).toBe(helloWorld);
    expect((await fetch(new URL("chat/completions", address))).status).toBe(404);
  });

  test("refuses to start on a busy port, with one message that names the way out", async () => {
    const { port } = new URL(await start(project).nextAddress());
    const second = await failToStart(project, { LLMBRICK_PORT: port });
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toBe(
      `Port ${port} of 127.0.0.1 is in use by another program. It comes from LLMBRICK_PORT. Stop that program, or set LLMBRICK_PORT to another port, such as ${Number(port) + 1}, in the environment or in .env.`,
    );
  });

  test("refuses to start with a wrong configuration, and lists every fault", async () => {
    const { exitCode, stderr } = await failToStart(project, {
      PORT: "99999",
      LLMBRICK_DEBUG_MODE: "perhaps",
      LLMBRICK_ALLOWED_MODELS: ",",
      LLMBRICK_MAX_BODY_BYTES: "1".repeat(5000),
      LLMBRICK_API_KEYS: "my secret",
      LLMBRICK_SSL_KEYFILE: "key.pem",
    });
    expect(exitCode).toBe(1);
    expect(stderr.split("\n")).toEqual([
      "The server can't start with this configuration:",
      "  - PORT is 99999: expected a whole number from 0 to 65535",
      '  - LLMBRICK_ALLOWED_MODELS is ",": expected one model or more, with commas between them',
      '  - LLMBRICK_DEBUG_MODE is "perhaps": expected true or false',
      `  - LLMBRICK_MAX_BODY_BYTES is Infinity: expected a whole number from 1 to 9007199254740991`,
      "  - LLMBRICK_API_KEYS is [hidden]: expected keys of printable ASCII characters without spaces, with commas between them",
      "  - LLMBRICK_SSL_KEYFILE and LLMBRICK_SSL_CERTFILE: expected both, or neither",
    ]);
  });
});

describeInPython(
  "a generated Python project in Traditional Chinese",
  (project) => {
    test("passes its own tests", async () => {
      const { stdout } = await execa(project.python, ["-m", "pytest", "-q"], { cwd: project.folder });
      expect(stdout).toMatch(/^9 passed/m);
      expect(await readFile(join(project.folder, "README.md"), "utf8")).toContain("## 撰寫 handler");
    });
  },
  { lang: "zh-TW" },
);
