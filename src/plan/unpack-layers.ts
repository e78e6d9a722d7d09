import type { Layers } from "./layers.ts";

const LINE_END = 10;

/**
 * Unpacks layers. All are in one Brotli stream, since they are much alike; a line before it tells, for each,
 * up to where in the stream it can be read. So nothing far behind those that are wanted is unpacked. A layer is a
 * line that tells the length of each file in bytes, and then the texts of the files, one behind the other.
 * @param isWanted tells by a layer's name whether to unpack it
 */
export async function unpackLayers(
  packed: Buffer,
  isWanted: (name: string) => boolean,
): Promise<Layers<Buffer>> {
  const { brotliDecompressSync, constants } = await import("node:zlib");
  const start = packed.indexOf(LINE_END) + 1;
  const ends: Record<string, number> = JSON.parse(packed.toString("utf8", 0, start));
  const names = Object.keys(ends);
  const end = Math.max(0, ...names.filter(isWanted).map((name) => ends[name] ?? 0));
  const unpacked = brotliDecompressSync(packed.subarray(start, start + end), {
    // The stream may go on.
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
  });

  const layers: Record<string, Record<string, Buffer>> = {};
  let at = 0;
  const takeUpTo = (next: number) => {
    const bytes = unpacked.subarray(at, next);
    at = next;
    return bytes;
  };
  for (const name of names.filter((name) => (ends[name] ?? 0) <= end)) {
    const lengths: Record<string, number> = JSON.parse(
      takeUpTo(unpacked.indexOf(LINE_END, at) + 1).toString(),
    );
    const files = Object.entries(lengths).map(([path, length]) => [path, takeUpTo(at + length)]);
    if (isWanted(name)) layers[name] = Object.fromEntries(files);
  }
  return layers;
}
