import type { Layers } from "./layers.ts";

const LINE_END = 10;

/**
 * Unpacks layers. All are in one Brotli stream, since they are much alike; a line before it tells, for each,
 * where in the stream it ends. So nothing behind the last one that is wanted is unpacked.
 * @param wanted names of layers; there need not be one of each name
 */
export async function unpackLayers(packed: Buffer, wanted: readonly string[]): Promise<Layers> {
  const { brotliDecompressSync, constants } = await import("node:zlib");
  const start = packed.indexOf(LINE_END) + 1;
  const ends: Record<string, number> = JSON.parse(packed.toString("utf8", 0, start));
  const last = Math.max(...wanted.map((name) => ends[name] ?? 0));
  const lines = brotliDecompressSync(packed.subarray(start, start + last), {
    // The stream may go on.
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
  })
    .toString()
    .split("\n");
  const found = Object.keys(ends).flatMap((name, index) =>
    wanted.includes(name) ? [[name, JSON.parse(lines[index] ?? "")]] : [],
  );
  return Object.fromEntries(found);
}
