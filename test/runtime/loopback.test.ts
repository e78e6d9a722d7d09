import { expect, test } from "vitest";
import { start } from "../support/llmbrick-server.ts";
import { head, RawClient } from "../support/raw-client.ts";

async function statusOf(host: string, Host: string): Promise<string> {
  const { server, port } = await start({ config: { host } });
  const address = server.app.address();
  if (typeof address !== "object" || !address) throw new Error("It does not listen");
  const client = await RawClient.connect(port, undefined, address.address);
  return (await client.send(head("GET /healthz", { Host, Connection: "close" })).closed()).slice(9, 12);
}

test.each([
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "127.0.0.2",
  "localhost",
  "LOCALHOST",
  "::1",
  "0:0:0:0:0:0:0:1",
  "0000::0001",
  "::ffff:127.0.0.1",
])("bound to %s, the server answers loopback's names alone", async (host) => {
  expect(await statusOf(host, "evil.example")).toBe("403");
  expect(await statusOf(host, "localhost:9000")).toBe("200");
  expect(await statusOf(host, host.includes(":") ? `[${host}]` : host)).toBe("200");
});

test("a browser's spelling of the address is one of its names", async () => {
  expect(await statusOf("::ffff:127.0.0.1", "[::ffff:7f00:1]:9000")).toBe("200");
  expect(await statusOf("127.1", "127.0.0.1")).toBe("200");
});

test.each(["0.0.0.0", "::"])("bound to %s, it answers any name", async (host) => {
  expect(await statusOf(host, "any.example")).toBe("200");
});
