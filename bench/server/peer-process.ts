import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { pinnedTo } from "../cores.ts";

/** How a peer's process is started. */
export interface Command {
  file: string;
  args: string[];
  env?: Record<string, string>;
}

/** Bytes after garbage collection, by kind: `rss`, and `heap` of a peer in Node. */
export type Memory = Record<string, number>;

/** Milliseconds after which a server is ended, whatever it is doing, so that the bench never hangs. */
const longestLife = 300_000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** A server in a process of its own, on the servers' core unless it is told the other one. */
export class PeerProcess {
  readonly port: number;
  readonly #process: Child;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: Child, lines: AsyncIterator<string>, port: number) {
    this.#process = process;
    this.#lines = lines;
    this.port = port;
  }

  /** Resolves when the server listens. */
  static async start(
    { file, args, env }: Command,
    role: Parameters<typeof pinnedTo>[0] = "server",
  ): Promise<PeerProcess> {
    const [program = file, ...rest] = [...pinnedTo(role), file, ...args];
    const child = spawn(program, rest, {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child, "spawn");
    // The bench's own end, by Ctrl-C too, closes the pipe, and a peer ends when its pipe does.
    const iterator = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const deadline = setTimeout(() => child.kill("SIGKILL"), longestLife);
    child.once("exit", () => clearTimeout(deadline));
    // A question to a server that has ended: that there is no answer tells it.
    child.stdin.on("error", () => {});
    return new PeerProcess(child, iterator, Number(await nextLine(iterator, "start")));
  }

  /** Microseconds of processor time that the server has used since it began. */
  cpu(): Promise<number> {
    return this.#ask("cpu");
  }

  memory(): Promise<Memory> {
    return this.#ask("memory");
  }

  /** Lets idle answers go on to their end. */
  release(): Promise<void> {
    return this.#ask("release");
  }

  /** Begins to record a profile. Only for peers in Node. */
  profile(): Promise<void> {
    return this.#ask("profile");
  }

  saveProfile(path: string): Promise<void> {
    return this.#ask(`save ${path}`);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
  }

  async #ask<T>(question: string): Promise<T> {
    this.#process.stdin.write(`${question}\n`);
    return JSON.parse(await nextLine(this.#lines, question));
  }
}

async function nextLine(lines: AsyncIterator<string>, what: string): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error(`The server ended before it answered "${what}". Its messages stand above.`);
  return value;
}
