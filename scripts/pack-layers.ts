import { once } from "node:events";
import { createBrotliCompress } from "node:zlib";
import type { Layers } from "../src/plan/layers.ts";

/** The layers that most projects need, in this order; no run unpacks more than it needs and what is before it. */
const FIRST = ["runtime", "base", "page", "typescript"];
const LAST = ["llmbrick", "llmbrick-zh-TW"];

/** Packs layers for `unpackLayers`. */
export async function packLayers(layers: Layers): Promise<Buffer> {
  const names = Object.keys(layers).sort((a, b) => rankOf(a) - rankOf(b));
  const brotli = createBrotliCompress();
  const chunks: Buffer[] = [];
  const ends: Record<string, number> = {};
  let length = 0;
  brotli.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
  });
  for (const name of names) {
    brotli.write(`${JSON.stringify(layers[name])}\n`);
    await new Promise<void>((resolve) => brotli.flush(resolve));
    ends[name] = length;
  }
  brotli.end();
  await once(brotli, "end");
  return Buffer.concat([Buffer.from(`${JSON.stringify(ends)}\n`), ...chunks]);
}

/** TypeScript before JavaScript, which is like it. */
function rankOf(name: string): number {
  if (FIRST.includes(name)) return FIRST.indexOf(name);
  if (name.endsWith(".js")) return 20;
  return LAST.includes(name) ? 30 : 10;
}
