import { constants, createReadStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { addAbortSignal, type Readable } from "node:stream";

/** In bytes: more than all options can take. */
const MAX_INPUT = 1 << 20;

/** The byte order marks of UTF-16, in which `>` of Windows PowerShell writes. All else has to be UTF-8. */
const ENCODINGS: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0xff, 0xfe]), "utf-16le"],
  [Buffer.from([0xfe, 0xff]), "utf-16be"],
];

/**
 * Reads a text from a file, a pipe or a device: until its end, the signal, or more bytes than are allowed.
 * @throws an error of the system, `E2BIG` where there is more, `EILSEQ` where it is no text
 */
export async function readInput(path: string, signal: AbortSignal): Promise<string> {
  // To open a pipe that nobody writes into would wait where no signal is heard.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const isPipe = fstatSync(fd).isFIFO();
  return textOf(
    isPipe ? new Socket({ fd, readable: true, writable: false }) : createReadStream("", { fd }),
    signal,
  );
}

/** Reads a stream as text, under the same conditions. */
export async function textOf(stream: Readable, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of addAbortSignal(signal, stream)) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_INPUT) {
      stream.destroy();
      throw systemError("E2BIG");
    }
    chunks.push(bytes);
  }
  return decode(Buffer.concat(chunks));
}

/** What old editors and the shells of Windows write is refused, where its bytes would come out as other letters. */
function decode(bytes: Buffer): string {
  const encoding = ENCODINGS.find(([mark]) => bytes.subarray(0, mark.length).equals(mark))?.[1] ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw systemError("EILSEQ");
  }
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: "read" });
