import { createHash } from "node:crypto";

/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, or of bytes, in hexadecimal. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");
