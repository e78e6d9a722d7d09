import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Certificate, makeCertificate } from "../support/certificate.ts";
import { event, request } from "../support/client.ts";
import { dataOf } from "../support/event-stream.ts";
import { hello, start, TestServer } from "../support/llmbrick-server.ts";
import { lacks } from "../support/needed-programs.ts";
import { post, RawClient } from "../support/raw-client.ts";

let certificate: Certificate;
let tls: Pick<Certificate, "sslKeyfile" | "sslCertfile">;
let folder: string;

async function secureClient(port: number): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", ca: readFileSync(tls.sslCertfile) });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  return new RawClient(socket);
}

describe.skipIf(lacks("openssl"))("TLS", () => {
  beforeAll(() => {
    certificate = makeCertificate();
    const { sslKeyfile, sslCertfile } = certificate;
    tls = { sslKeyfile, sslCertfile };
    folder = certificate.folder;
  });
  afterAll(() => certificate.remove());

  test("serves the protocol, to clients that check its certificate", async () => {
    const { url } = await start({ config: tls });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/chat\/completions$/);
    const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
    const asked = httpsRequest(url, { method: "POST", headers, ca: readFileSync(tls.sslCertfile) });
    asked.end(JSON.stringify(request));
    const [response] = await once(asked, "response");
    expect(dataOf(await text(response))).toHaveLength(2);
  });

  test("takes an origin of its own", async () => {
    const { port } = await start({ config: tls });
    const client = await secureClient(port);
    const Host = `localhost:${port}`;
    client.send(post(undefined, { Host, Origin: `https://${Host}` }));
    expect(await client.until("\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("notices clients that leave, and those that stall", async () => {
    const { port, logged } = await start({
      config: { ...tls, writeTimeout: 0.15 },
      async *handler() {
        for (let id = 1; ; id++) yield event({ id: String(id), text: "x".repeat(2000) });
      },
    });
    const leaver = await secureClient(port);
    await leaver.send(post()).until("event:");
    leaver.socket.destroy();
    expect(await logged({ outcome: "aborted" })).toMatchObject({ status: 200 });
    const staller = await secureClient(port);
    staller.socket.pause();
    staller.send(post());
    expect(await logged({ outcome: "stalled" })).toMatchObject({ status: 200 });
  });

  test("leaves a client that is slow, but takes some", async () => {
    const { port, logged } = await start({
      config: { ...tls, writeTimeout: 0.15 },
      async *handler() {
        for (let id = 1; id <= 6000; id++) yield event({ id: String(id), text: "x".repeat(2000) });
      },
    });
    const client = await secureClient(port);
    let pauseAt = 0;
    client.socket.on("data", () => {
      if (client.socket.bytesRead < pauseAt) return;
      pauseAt = client.socket.bytesRead + 1_000_000;
      client.socket.pause();
      setTimeout(() => client.socket.resume(), 40);
    });
    client.send(post());
    await client.until("\r\n0\r\n\r\n");
    expect(await logged({ events: 6000 })).toMatchObject({ outcome: "done" });
  });

  test("speaks to nobody in the clear", async () => {
    const { port, server } = await start({ config: tls, handler: hello });
    const client = await RawClient.connect(port);
    expect(await client.send(post()).closed()).not.toContain("200 OK");
    expect(server.openStreams).toBe(0);
  });

  test("closes at once though a client has connected in advance", async () => {
    const { port, server } = await start({ config: { ...tls, shutdownGrace: 60 } });
    const client = await secureClient(port);
    await server.close();
    expect(await client.closed()).toBe("");
  });

  test("closes though a client never finishes its handshake", async () => {
    const { port, server } = await start({ config: { ...tls, shutdownGrace: 0 } });
    const client = await RawClient.connect(port);
    client.send("\u0016\u0003\u0001");
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(2500);
  });

  test.each<[string, () => string, RegExp]>([
    ["a file that is not there", () => join(folder, "missing.pem"), /missing\.pem.*no such file/s],
    ["a folder", () => folder, /llmbrick-tls.*illegal operation on a directory/s],
    [
      "a file that holds no key",
      () => {
        writeFileSync(join(folder, "empty.pem"), "");
        return join(folder, "empty.pem");
      },
      /empty\.pem.*PEM/s,
    ],
  ])("does not start with %s, and says which", async (_name, path, reason) => {
    const server = new TestServer({
      config: { port: 0, enableTestPage: false, ...tls, sslKeyfile: path() },
      env: {},
    });
    const error = (await server.listen().catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ name: "ConfigError" });
    expect(error.message).toMatch(/sslKeyfile/);
    expect(error.message).toMatch(reason);
  });
});
