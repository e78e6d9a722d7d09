import { constants, createReadStream, fstatSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { addAbortSignal, type Readable } from "node:stream";

/** In bytes: more than all options can take. */
const MAX_INPUT = 1 << 20;

/**
 * Reads a text from a file, a pipe or a device: until its end, the signal, or more bytes than are allowed.
 * @throws an error of the system, `E2BIG` where there is more
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
  return Buffer.concat(chunks).toString();
}

const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: "read" });
