import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createSecureServer } from "node:http2";
import { createServer as createTlsServer, request as tlsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { options, portOf } from "../frameworks/endpoint-of-one-event.ts";
import { listeners } from "../frameworks/listeners.ts";
import { makeCertificate } from "../support/certificate.ts";
import { request } from "../support/client.ts";
import { lacks } from "../support/needed-programs.ts";

describe.skipIf(lacks("openssl"))("over TLS of the application's", () => {
  let key: Buffer;
  let cert: Buffer;
  beforeAll(() => {
    const { sslKeyfile, sslCertfile, remove } = makeCertificate();
    [key, cert] = [readFileSync(sslKeyfile), readFileSync(sslCertfile)];
    remove();
  });
  const usual = { accept: "text/event-stream", "content-type": "application/json" };

  /** Asks for a chat over HTTP/1.1. */
  const post = async (port: number, headers: Record<string, string> = {}) => {
    const asked = tlsRequest({
      ...{ port, host: "127.0.0.1", servername: "localhost", ca: cert, agent: false },
      ...{ method: "POST", path: "/ai/chat/completions", headers: { ...usual, ...headers } },
    });
    asked.end(JSON.stringify(request));
    const [response] = await once(asked, "response");
    return { status: response.statusCode, text: await text(response) };
  };

  test.each(Object.entries(listeners))(
    "%s: checks as ever, its own origin that of https",
    async (_name, make) => {
      const config = { enableTestPage: false, corsOrigins: ["https://friend.example"] };
      const ours = options({ config, env: { LLMBRICK_API_KEYS: "key" } });
      const port = await portOf(createTlsServer({ key, cert }, make({ "/ai": ours })));
      const authorization = "Bearer key";
      const origin = `https://127.0.0.1:${port}`;
      expect(await post(port, { authorization, origin })).toMatchObject({ status: 200 });
      expect(await post(port, { authorization, origin: "https://friend.example" })).toMatchObject({
        status: 200,
      });
      expect(await post(port, { authorization, origin: "https://foreign.example" })).toMatchObject({
        status: 403,
      });
      expect(await post(port, { authorization, host: "foreign.example" })).toMatchObject({ status: 403 });
      expect(await post(port, { origin })).toMatchObject({ status: 401 });
    },
  );

  // Express knows no HTTP/2: its requests and responses are made of Node's for HTTP/1.1.
  test.each(["node", "koa", "hono"])("%s: HTTP/2, and HTTP/1.1 for who has no other", async (name) => {
    const listener = listeners[name]?.({ "/ai": options() });
    const server = createSecureServer({ key, cert, allowHTTP1: true }, listener as never);
    await once(server.listen(0, "127.0.0.1"), "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await post(port)).toMatchObject({ status: 200 });

    const session = connect(`https://127.0.0.1:${port}`, { ca: cert });
    onTestFinished(() => session.destroy());
    const ask = async (origin: string) => {
      const stream = session.request({
        ...{ ":method": "POST", ":path": "/ai/chat/completions", origin },
        ...usual,
      });
      stream.end(JSON.stringify(request));
      const [head] = await once(stream, "response");
      return { status: head[":status"], text: await text(stream) };
    };
    expect(await ask(`https://127.0.0.1:${port}`)).toMatchObject({ status: 200 });
    expect(await ask("https://foreign.example")).toMatchObject({ status: 403 });
  });
});
