import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Client, END } from "../../templates/features/workshop/+node/lessons/run/client.ts";

test("a frame without an end costs what its bytes do, and not their square", async () => {
  const piece = Buffer.alloc(65_536, "x");
  const server = createServer(async (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (let count = 0; count < 640; count++) if (!response.write(piece)) await once(response, "drain");
    response.end();
  });
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const before = process.cpuUsage();
  const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {});
  expect(await client.next()).toBe(END);
  // It takes a tenth of this; read again with each piece, it would take three times as long.
  expect(process.cpuUsage(before).user).toBeLessThan(1_500_000);
});
