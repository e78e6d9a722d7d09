import { once } from "node:events";
import * as fs from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { text } from "node:stream/consumers";
import { Cancelled, type EndingSignal, SIGNAL_EXIT_CODES, systemCode } from "./errors.ts";
import type { Io } from "./io.ts";
import type { Layers } from "./plan/layers.ts";
import { runProgram } from "./run-program.ts";

/** The real thing: this process, its terminal, its disk. Signals are handled from here on. */
export function systemIo(): Io {
  const signal = endingSignal();
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreClosedPipe);
  return {
    // Asked for when it is needed, since it may be gone.
    get cwd() {
      return process.cwd();
    },
    env: process.env,
    platform: process.platform,
    pid: process.pid,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    fs,
    signal,
    readStdin: () => text(addAbortSignal(signal, process.stdin)),
    readLayers,
    run: (command, args, options) => runProgram(command, args, options, signal),
    isAlive,
    tryPort,
  };
}

async function readLayers(): Promise<Layers> {
  const { brotliDecompressSync } = await import("node:zlib");
  const compressed = await fs.readFile(new URL("layers.json.br", import.meta.url));
  return JSON.parse(brotliDecompressSync(compressed).toString());
}

/** A signal to end the process is a request that the run answers when it has cleaned up. */
function endingSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of Object.keys(SIGNAL_EXIT_CODES) as EndingSignal[]) {
    process.on(name, () => controller.abort(new Cancelled(name)));
  }
  return controller.signal;
}

/** Whoever reads our output (`head`, a pager) may stop when they have seen enough. Any other loss is a failure. */
function ignoreClosedPipe(error: Error): void {
  if (systemCode(error) === "EPIPE") return;
  process.once("exit", (exitCode) => {
    process.exitCode = exitCode || 1;
  });
  if (!process.stderr.errored) process.stderr.write(`create-llmbrick-sse: ${error.message}\n`);
}

/** Whether a process runs, whoever owns it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

async function tryPort(port: number): Promise<string | undefined> {
  const { createServer } = await import("node:net");
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    return systemCode(error) ?? String(error);
  }
  server.close();
  await once(server, "close");
  return undefined;
}
