import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Launcher } from "../../conformance/process.ts";
import { event } from "../../conformance/stream.ts";
import { makeCertificate } from "../support/certificate.ts";
import { lacks } from "../support/needed-programs.ts";
import { describeInPython } from "./describe.ts";
import { scriptedLauncher } from "./scripted-project.ts";

/** Starts the server where SIGUSR1 is called SIGBREAK: only Windows has that one. */
const withBreak = `
import runpy, signal, uvicorn.server
signal.SIGBREAK = signal.SIGUSR1
uvicorn.server.HANDLED_SIGNALS += (signal.SIGBREAK,)
runpy.run_path("server.py", run_name="__main__")
`;

/** Starts the server with routes of the user's own: one reads a body, and one fails. */
const withRoutes = `
from fastapi import Request
from hardening import run
from server import app, settings

@app.post("/echo", include_in_schema=False)
async def echo(request: Request):
    return (await request.body()).decode()

@app.get("/boom", include_in_schema=False)
async def boom():
    raise ValueError("boom")

run(app, settings)
`;

describeInPython("the connections of a Python server:", (project) => {
  let launcher: Launcher;
  let routes: Launcher;
  let breaks: Launcher;
  beforeAll(async () => {
    launcher = await scriptedLauncher(project);
    routes = new Launcher(project.folder, project.python, "-c", withRoutes);
    breaks = new Launcher(project.folder, project.python, "-c", withBreak);
  });
  afterAll(() => Promise.all([launcher, routes, breaks].map((one) => one?.stopAll())));

  test.skipIf(lacks("openssl"))(
    "a TLS handshake may take ten seconds",
    { timeout: 40_000, concurrent: true },
    async () => {
      const certificate = makeCertificate();
      const { url } = await launcher.run({
        LLMBRICK_SSL_KEYFILE: certificate.sslKeyfile,
        LLMBRICK_SSL_CERTFILE: certificate.sslCertfile,
      });
      certificate.remove();
      const start = performance.now();
      const socket = connect(Number(url.port), url.hostname).resume();
      socket.on("error", () => {});
      await once(socket, "close");
      const seconds = (performance.now() - start) / 1000;
      expect(seconds).toBeGreaterThan(9);
      expect(seconds).toBeLessThan(30);
    },
  );

  test.concurrent("a plain answer that is not read is cut, and the log tells so", async () => {
    const server = await launcher.start({ LLMBRICK_WRITE_TIMEOUT: "0.5" });
    // More than any system holds for a connection.
    const many = server.wire({ method: "GET", path: "/openapi.json" }).repeat(3_000);
    const stalled = await server.connect();
    stalled.socket.pause();
    stalled.send(many);
    const line = await server.process.logged({ path: "/openapi.json", outcome: "stalled" });
    expect(line.status).toBe(200);
  });

  test.concurrent.each(["127.1", "localhost", "::ffff:127.0.0.1", "127.0.0.2", "0:0:0:0:0:0:0:1"])(
    "bound to loopback, spelled %s, foreign hosts are refused",
    async (host) => {
      const server = await launcher.start({ LLMBRICK_HOST: host });
      expect((await server.ask()).status).toBe(200);
      const foreign = await server.ask({ headers: { Host: "evil.example" } });
      expect([foreign.status, foreign.text]).toEqual([403, '{"detail":{"error":"Host not allowed"}}']);
    },
  );

  const slowBody = { path: "/echo", headers: { "X-Request-Id": "echo" }, body: "x" };

  test.concurrent("a slow body to a route of the user's own is cut like any other", {
    timeout: 60_000,
  }, async () => {
    const server = await routes.start();
    const slow = (await server.connect()).send(server.wire(slowBody).slice(0, -1));
    expect(await slow.closed()).toMatch(/^HTTP\/1\.1 408 [\s\S]*^x-request-id: echo\r$/im);
    await server.process.logged({ requestId: "echo", status: 408, outcome: "rejected" });
  });

  test.concurrent("who leaves amid a body to a route of the user's own is no error of it", async () => {
    const server = await routes.start();
    const client = await server.connect();
    const wire = server.wire({ ...slowBody, headers: { ...slowBody.headers, Expect: "100-continue" } });
    await client.send(wire.slice(0, -1)).until("100 Continue");
    client.close();
    await server.process.logged({ requestId: "echo", status: 0, outcome: "aborted" });
    expect(server.process.output()).not.toContain("Traceback");
  });

  test.concurrent("a body that is under way at the end of the grace is answered, without a stack", async () => {
    const server = await routes.start({ LLMBRICK_SHUTDOWN_GRACE: "0.2" });
    const client = await server.connect();
    const wire = server.wire({ headers: { "X-Request-Id": "late", Expect: "100-continue" } });
    await client.send(wire.slice(0, -1)).until("100 Continue");
    server.process.signal("SIGTERM");
    expect(await client.closed()).toContain('{"detail":{"error":"Server shutting down"}}');
    expect(await server.process.exited).toBe(0);
    await server.process.logged({ requestId: "late", status: 503, outcome: "shutdown" });
    expect(server.process.output()).not.toContain("Traceback");
  });

  test.concurrent("a route of the user's own that fails has the headers of every answer", async () => {
    const server = await routes.start();
    const { status, text, headers } = await server.ask({ method: "GET", path: "/boom" });
    expect([status, text]).toEqual([500, '{"detail":"Internal Server Error"}']);
    expect(headers).toMatchObject({
      "x-request-id": expect.any(String),
      "x-content-type-options": "nosniff",
    });
    const requestId = headers["x-request-id"];
    await server.process.logged({ requestId, level: "error" });
    await server.process.logged({ requestId, status: 500, bytes: text.length, outcome: "error" });
  });

  test.concurrent("SIGBREAK ends it in order, as SIGTERM does", async () => {
    const server = await breaks.start({ LLMBRICK_SHUTDOWN_GRACE: "0.2" });
    const open = await server.connect();
    const script = [{ yield: event({ id: "a" }) }, { hang: true as const }];
    await open.send(server.wire({ script })).until('"id":"a"');
    server.process.signal("SIGUSR1");
    expect(await open.closed()).toContain('"error":"Server shutting down"');
    expect(await server.process.exited).toBe(0);
  });
});
