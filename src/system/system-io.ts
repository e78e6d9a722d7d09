import { once } from "node:events";
import { join } from "node:path";
import { Cancelled, type EndingSignal, SIGNAL_EXIT_CODES, systemCode } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Content, Layers } from "../plan/layers.ts";
import { unpackLayers } from "../plan/unpack-layers.ts";
import { patientFs } from "./patient-fs.ts";
import { systemFs } from "./system-fs.ts";

/**
 * The real thing: this process, its terminal, its disk. Signals are handled from here on. Streams are made when
 * they are first used, since a run that does not read or complain has no need of two of them.
 */
export function systemIo(): Io {
  const signal = endingSignal();
  return {
    // Asked for when it is needed, since it may be gone.
    get cwd() {
      return process.cwd();
    },
    env: process.env,
    platform: process.platform,
    locale: () =>
      ["win32", "darwin"].includes(process.platform)
        ? Intl.DateTimeFormat().resolvedOptions().locale
        : undefined,
    pid: process.pid,
    // Where the system can, the title is written over them.
    hideArguments: () => {
      process.title = "create-llmbrick-sse";
    },
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return withErrorsHeeded(process.stdout);
    },
    get stderr() {
      return withErrorsHeeded(process.stderr);
    },
    fs: process.platform === "win32" ? patientFs(systemFs, signal) : systemFs,
    signal,
    readStdin: () => readStdin(signal),
    readInput: (path) => readFrom(path, signal),
    readLayers,
    readHelp: () => readJson("help.json"),
    readChangelog: () => readJson("changelog.json"),
    run: async (command, args, options) => {
      const { runProgram } = await import("./run-program.ts");
      return runProgram(command, args, options, signal);
    },
    isAlive,
    tryPort,
    tryAddress,
    tryBrick: async (...call) => (await import("./try-brick.ts")).tryBrick(...call),
  };
}

async function readStdin(signal: AbortSignal): Promise<string> {
  const { textOf } = await import("./read-input.ts");
  return textOf(process.stdin, signal);
}

async function readFrom(path: string, signal: AbortSignal): Promise<string> {
  const { readInput } = await import("./read-input.ts");
  return readInput(path, signal);
}

const readJson = async (name: string) =>
  JSON.parse(await systemFs.readFile(join(import.meta.dirname, name), "utf8"));

async function readLayers(isWanted: (name: string) => boolean): Promise<Layers<Content>> {
  return unpackLayers(await systemFs.readFile(join(import.meta.dirname, "layers.br")), isWanted);
}

/** A signal to end the process is a request that the run answers when it has cleaned up. */
function endingSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of Object.keys(SIGNAL_EXIT_CODES) as EndingSignal[]) {
    process.on(name, () => controller.abort(new Cancelled(name)));
  }
  return controller.signal;
}

function withErrorsHeeded(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.listeners("error").includes(heedError) ? stream : stream.on("error", heedError);
}

/** Whoever reads our output (`head`, a pager) may stop when they have seen enough. Any other loss is a failure. */
function heedError(error: Error): void {
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

async function tryAddress(address: string, seconds: number): Promise<string | undefined> {
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    const { body } = await fetch(address, { redirect: "manual", signal });
    await body?.cancel();
    return undefined;
  } catch (error) {
    if (signal.aborted) return "ETIMEDOUT";
    const { cause } = error as Error;
    return systemCode(cause) ?? String(cause ?? error);
  }
}
