import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/**
 * Serves one packed package as an npm registry does, and nothing else, so that a test installs what would be
 * published. Gives the registry's address.
 */
export async function startRegistry(manifest: { name: string; version: string }, tarball: string) {
  const bytes = await readFile(tarball);
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  const server = createServer((request, response) => {
    if (request.url === "/package.tgz") return response.end(bytes);
    if (request.url !== `/${manifest.name}`) return response.writeHead(404).end("{}");
    const dist = { integrity, tarball: `${address}/package.tgz` };
    const versions = { [manifest.version]: { ...manifest, dist } };
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({ name: manifest.name, "dist-tags": { latest: manifest.version }, versions }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(() => void server.close());
  return address;
}
