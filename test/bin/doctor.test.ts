import { once } from "node:events";
import { chmod, readdir } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { basename } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { outcomeIn } from "../support/outcome-document.ts";
import { bareEnv, fakePrograms, run } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

interface Check {
  readonly name: string;
  readonly status: string;
  readonly found: string;
  readonly fix?: string;
}

/** An npm that has no need of the network. */
const npm = 'case "$1" in --version) echo 11.0.0;; config) echo registry=http://127.0.0.1:1/;; esac';

async function examine(argv: string[], options: Partial<Parameters<typeof run>[1]> = {}) {
  const PATH = `${await fakePrograms({ npm })}:${bareEnv.PATH}`;
  const cwd = await testFolder();
  const { exitCode, stdout, stderr } = await run(["doctor", "--json", ...argv], {
    cwd,
    env: { PATH },
    ...options,
  });
  expect(stderr).toBe("");
  const checks: Check[] = outcomeIn(stdout).checks;
  return { exitCode, cwd, found: Object.fromEntries(checks.map((check) => [check.name, check])) };
}

async function listen(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("a port that is in use, by a process that is told by its name and number", async () => {
  const port = await listen();
  const { exitCode, found } = await examine(["--port", String(port)]);
  expect(exitCode).toBe(1);
  expect(found.port).toMatchObject({
    status: "failed",
    found: `${port} is in use by ${basename(process.execPath)} (process ${process.pid})`,
    fix: expect.stringMatching(/--port \d+\.$/),
  });
});

test.runIf(process.getuid?.() === 0)(
  "a port of another user's process, which the system keeps to itself",
  async () => {
    const port = await listen();
    const cwd = await testFolder();
    await chmod(cwd, 0o777);
    const PATH = await fakePrograms({ npm });
    const { found } = await examine(["--port", String(port)], { cwd, uid: 65_534, env: { PATH } });
    expect(found.port?.found).toMatch(/is in use; by which program can't be told/);
  },
);

test("a folder is left as it was", async () => {
  const { cwd, found } = await examine([]);
  expect([found.write, found.disk]).toMatchObject([{ status: "ok" }, { status: "ok" }]);
  expect(await readdir(cwd)).toEqual([]);
});

test("programs that hang are given up, all at once", { timeout: 30_000 }, async () => {
  const hangs = "exec sleep 60";
  const PATH = await fakePrograms({ node: hangs, npm: hangs, git: hangs, uv: hangs });
  const start = performance.now();
  const { exitCode, found } = await examine([], { env: { PATH: `${PATH}:/usr/bin:/bin` } });
  expect(performance.now() - start).toBeLessThan(18_000);
  expect(exitCode).toBe(1);
  expect(found.node).toMatchObject({ status: "failed", found: "node gave no answer in 10 s" });
  expect(found.git).toMatchObject({ status: "warning", found: "git gave no answer in 10 s" });
  expect(found.python?.found).toBe("Python gave no answer in 10 s");
  expect(found.registry).toMatchObject({ status: "failed" });
});

test("a wrong option is an error as everywhere", async () => {
  const { exitCode, stderr } = await run(["doctor", "--port", "0", "--host", "x"], { cwd: "/" });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--port: 0 is not allowed.");
});

test("a model server that is there, or not", async () => {
  const server = createHttpServer((_request, response) => response.writeHead(404).end("none")).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const look = async () => {
    const PATH = `${await fakePrograms({ npm })}:${bareEnv.PATH}`;
    const env = { PATH, OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
    return (await examine(["--handler", "openai"], { env })).found.model;
  };
  expect(await look()).toMatchObject({ status: "ok", found: `http://127.0.0.1:${port}/v1 answers` });
  server.close();
  await once(server, "close");
  expect(await look()).toMatchObject({ status: "failed", found: expect.stringMatching(/ECONNREFUSED$/) });
});
