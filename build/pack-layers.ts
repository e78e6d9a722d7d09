import { once } from "node:events";
import { createBrotliCompress } from "node:zlib";
import type { Layers } from "../src/plan/layers.ts";

/** What most projects need. */
const COMMON = ["core", "core/+ts", "page", "node", "handlers/hello/+node"];

/**
 * Groups of layers, in the order in which they are packed: no run unpacks a group behind those that it needs.
 * JavaScript stands behind the TypeScript that it is like.
 */
const GROUPS = ["common", "others", "javascript", "python"] as const;

function groupOf(name: string): (typeof GROUPS)[number] {
  if (COMMON.includes(name)) return "common";
  if (/^python|\+python/.test(name)) return "python";
  return name.endsWith(".js") ? "javascript" : "others";
}

/** Packs layers for `unpackLayers`. */
export async function packLayers(layers: Layers): Promise<Buffer> {
  const brotli = createBrotliCompress();
  const chunks: Buffer[] = [];
  const ends: Record<string, number> = {};
  brotli.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (const group of GROUPS) {
    const members = Object.entries(layers).filter(([name]) => groupOf(name) === group);
    brotli.write(members.map(([, files]) => packLayer(files)).join(""));
    await new Promise<void>((resolve) => brotli.flush(resolve));
    const end = Buffer.concat(chunks).length;
    for (const [name] of members) ends[name] = end;
  }
  brotli.end();
  await once(brotli, "end");
  return Buffer.concat([Buffer.from(`${JSON.stringify(ends)}\n`), ...chunks]);
}

function packLayer(files: Readonly<Record<string, string>>): string {
  const lengths = Object.entries(files).map(([path, text]) => [path, Buffer.byteLength(text)]);
  return `${JSON.stringify(Object.fromEntries(lengths))}\n${Object.values(files).join("")}`;
}
