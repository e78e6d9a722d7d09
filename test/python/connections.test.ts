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

describeInPython("the connections of a Python server:", (project) => {
  let launcher: Launcher;
  beforeAll(async () => {
    launcher = await scriptedLauncher(project);
  });
  afterAll(() => launcher?.stopAll());

  (lacks("openssl") ? test.skip : test.concurrent)(
    "a TLS handshake may take ten seconds",
    { timeout: 40_000 },
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

  test.concurrent("SIGBREAK ends it in order, as SIGTERM does", async () => {
    const launcher = new Launcher(project.folder, project.python, "-c", withBreak);
    const server = await launcher.start({ LLMBRICK_SHUTDOWN_GRACE: "0.2" });
    const open = await server.connect();
    const script = [{ yield: event({ id: "a" }) }, { hang: true as const }];
    await open.send(server.wire({ script })).until('"id":"a"');
    server.process.signal("SIGUSR1");
    expect(await open.closed()).toContain('"error":"Server shutting down"');
    expect(await server.process.exited).toBe(0);
  });
});
