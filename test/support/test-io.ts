import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { changelog } from "../../build/changelog.ts";
import { helpTexts } from "../../build/help.ts";
import { collectLayers } from "../../build/layers.ts";
import type { FileSystem, Io, RunResult } from "../../src/io.ts";
import { fakeInstall } from "./fake-install.mjs";

const layers = collectLayers();

/** A program that a run has started. */
export interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface TestIo extends Io {
  /** What was written to standard output so far. */
  out(): string;
  /** What was written to standard error so far. */
  err(): string;
  readonly started: Started[];
}

export interface TestIoOptions extends Partial<Omit<Io, "run">> {
  /** What a program does; by default each one succeeds in silence. */
  readonly respond?: (started: Started) => Partial<RunResult> & { lines?: string[] };
}

/** Everything that a run touches, in memory, but for the disk: that is the real one. No terminal by default. */
export function testIo({ respond = () => ({}), ...parts }: TestIoOptions = {}): TestIo {
  const stdout = capture();
  const stderr = capture();
  const started: Started[] = [];
  return {
    cwd: "/nowhere",
    env: {},
    platform: "linux",
    locale: () => undefined,
    pid: process.pid,
    hideArguments: () => {},
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    fs,
    signal: new AbortController().signal,
    readStdin: async () => "",
    readInput: (path) => (parts.fs ?? fs).readFile(path, "utf8"),
    readLayers: () => layers,
    readHelp: helpTexts,
    readChangelog: changelog,
    isAlive: () => false,
    tryPort: async () => undefined,
    tryAddress: async () => undefined,
    tryBrick: async () => undefined,
    async run(command, args, { cwd, env, onLine }) {
      const program = { command, args, env };
      started.push(program);
      const { lines = [], ...result } = respond(program);
      for (const line of lines) onLine?.(line);
      const isInstalled = args[0] === "install" && (result.status ?? "done") === "done";
      if (isInstalled && existsSync(join(cwd, "package.json"))) fakeInstall(cwd);
      return { status: "done", output: "", ...result };
    },
    ...parts,
    out: stdout.text,
    err: stderr.text,
    started,
  };
}

function capture() {
  let text = "";
  const stream = {
    isTTY: false,
    columns: 80,
    write(chunk: string) {
      text += chunk;
      return true;
    },
  };
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

/** The real file system, with a word before each operation: which one it is, counted from 1. */
export function watchedFs(
  before: (count: number, operation: string, path: string) => void | Promise<void>,
): FileSystem {
  let count = 0;
  return new Proxy(fs, {
    get(target, operation: keyof FileSystem) {
      return async (...args: unknown[]) => {
        count += 1;
        await before(count, operation, String(args[0]));
        return (target[operation] as (...args: unknown[]) => unknown)(...args);
      };
    },
  });
}

/** An error as the file system throws it. */
export function systemError(code: string, path = "/somewhere"): Error {
  return Object.assign(new Error(`${code}: something happened, open '${path}'`), {
    code,
    syscall: "open",
    path,
  });
}
