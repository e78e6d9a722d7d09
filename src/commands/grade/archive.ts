import { type UnzipFileFilter, unzipSync } from "fflate";

/** Why a zip archive can't be read. */
export type ArchiveFault = "tooLarge" | "damaged" | "encrypted" | "compression" | "nested";

export class BadArchive extends Error {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault) {
    super(fault);
    this.fault = fault;
  }
}

/** What fflate says of a method that it does not know. */
const UNKNOWN_METHOD = 14;

/**
 * Unpacks what the filter wants, into memory.
 * @throws {BadArchive} where that can't be read
 */
export function unzip(bytes: Uint8Array, filter: UnzipFileFilter): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    throw new BadArchive((error as { code?: unknown }).code === UNKNOWN_METHOD ? "compression" : "damaged");
  }
}

// Where things are in an archive, by the format's description (APPNOTE.TXT, 4.3.12 to 4.3.16).
const ENTRY = { mark: 0x02014b50, size: 46, flags: 8, lengths: [28, 30, 32] };
const END = { mark: Buffer.from("PK\x05\x06"), size: 22, directory: 16 };
const END_64 = { locator: 20, inLocator: 8, directory: 48, unless: 0xffffffff };

/** Whether something in an archive takes a password: to fflate, it is bytes like any other. */
export function isEncrypted(bytes: Buffer): boolean {
  // What comes later can only be a part of the comment.
  const end = bytes.lastIndexOf(END.mark, -END.size);
  if (end < 0) throw new BadArchive("damaged");
  let at = bytes.readUInt32LE(end + END.directory);
  if (at === END_64.unless && end >= END_64.locator) {
    const end64 = Number(bytes.readBigUInt64LE(end - END_64.locator + END_64.inLocator));
    if (end64 + END_64.directory + 8 > bytes.length) throw new BadArchive("damaged");
    at = Number(bytes.readBigUInt64LE(end64 + END_64.directory));
  }
  while (at + ENTRY.size <= bytes.length && bytes.readUInt32LE(at) === ENTRY.mark) {
    if (bytes.readUInt16LE(at + ENTRY.flags) & 1) return true;
    const entry = at;
    at += ENTRY.lengths.reduce((sum, place) => sum + bytes.readUInt16LE(entry + place), ENTRY.size);
  }
  return false;
}
