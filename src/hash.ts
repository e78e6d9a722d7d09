/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, or of bytes, in hexadecimal. */
export type Sha256 = (data: string | Uint8Array) => string;

/** Not every run needs it, and Node takes its time to load it. */
export async function loadSha256(): Promise<Sha256> {
  const { createHash } = await import("node:crypto");
  return (data) => createHash("sha256").update(data).digest("hex");
}
