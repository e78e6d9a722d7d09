import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { pinnedTo } from "../cores.ts";

/** How a peer's process is started. */
export interface Command {
  file: string;
  args: string[];
  env?: Record<string, string>;
}

/** Bytes, after garbage collection. `heap` is undefined where a peer's language has no such number. */
export interface Memory {
  rss: number;
  heap?: number;
}

/** A server in a process of its own, on the servers' core. */
export class PeerProcess {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: ChildProcess, lines: AsyncIterator<string>, port: number) {
    this.#process = process;
    this.#lines = lines;
    this.port = port;
  }

  /** Resolves when the server listens. */
  static async start({ file, args, env }: Command): Promise<PeerProcess> {
    const [program = file, ...rest] = [...pinnedTo("server"), file, ...args];
    const child = spawn(program, rest, {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(child, "spawn");
    // The bench's own end, by Ctrl-C too, closes the pipe, and a peer ends when its pipe does.
    const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
    const iterator = lines[Symbol.asyncIterator]();
    return new PeerProcess(child, iterator, Number(await nextLine(iterator, program)));
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
    this.#process.stdin?.write(`${question}\n`);
    return JSON.parse(await nextLine(this.#lines, question));
  }
}

async function nextLine(lines: AsyncIterator<string>, what: string): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new Error(`The server ended before it answered "${what}". Its messages stand above.`);
  return value;
}
