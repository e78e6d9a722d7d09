import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Environment, Start } from "./clause.ts";
import { bearer, describeServer } from "./discover.ts";
import { type LogLine, type Process, Server } from "./server.ts";

/** A server's process ended before it listened. */
export class StartFailed extends Error {
  readonly exitCode: number | null;
  readonly output: string;

  constructor(exitCode: number | null, output: string) {
    super(`The server ended with exit code ${exitCode}:\n${output}`);
    this.exitCode = exitCode;
    this.output = output;
  }
}

/** Starts servers by a command, and stops all that it has started. */
export class Launcher {
  readonly #command: string;
  readonly #args: readonly string[];
  readonly #cwd: string;
  readonly #children = new Set<ChildProcess>();
  /** The path below which the application that it starts has the server's routes. */
  mountedAt?: string;

  constructor(cwd: string, command: string, ...args: string[]) {
    this.#cwd = cwd;
    this.#command = command;
    this.#args = args;
  }

  start: Start = async (env = {}) => {
    const { url, process } = await this.run(env);
    const [key] = (env.LLMBRICK_API_KEYS ?? "").split(",");
    return new Server({ ...(await describeServer(url, this.mountedAt)), ...(key && bearer(key)) }, process);
  };

  /** Starts the command, and waits for the address that it prints. */
  async run(env: Environment = {}): Promise<{ url: URL; process: Process }> {
    const child = spawn(this.#command, this.#args, {
      cwd: this.#cwd,
      env: { ...environment(), LLMBRICK_PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    const watched = new WatchedProcess(child);
    return { url: new URL(await watched.address()), process: watched };
  }

  async stopAll(): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }
}

/** Nothing of this machine's settings reaches a server under test. */
function environment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => /^(LLMBRICK_|HOST$|PORT$|NODE_ENV$|VITEST)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}

/** A process of which every line is kept. */
class WatchedProcess implements Process {
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #waiting: (() => void)[] = [];

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.#take(line));
    }
    // "close" comes after the last line.
    this.exited = once(child, "close").then(([code]) => code);
    void this.exited.then(() => this.#wake());
  }

  async address(): Promise<string> {
    const line = await this.#line((text) => / http\S+:\d+\/$/.test(text));
    if (line === undefined) throw new StartFailed(this.#child.exitCode, this.output());
    return line.slice(line.lastIndexOf(" ") + 1);
  }

  async logged(fields: LogLine): Promise<LogLine> {
    const isIt = (line: LogLine) => Object.entries(fields).every(([name, value]) => line[name] === value);
    const line = await this.#line((text) => text.startsWith("{") && isIt(JSON.parse(text)));
    if (line === undefined)
      throw new Error(`Ended without logging ${JSON.stringify(fields)}:\n${this.output()}`);
    return JSON.parse(line);
  }

  output(): string {
    return this.#lines.join("\n");
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  #take(line: string): void {
    this.#lines.push(line);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const check of waiting) check();
  }

  /** The first line of this kind, past or to come; `undefined` where the process ends without one. */
  async #line(isIt: (line: string) => boolean): Promise<string | undefined> {
    let hasEnded = false;
    void this.exited.then(() => {
      hasEnded = true;
    });
    for (let index = 0; ; index++) {
      while (index >= this.#lines.length) {
        if (hasEnded) return undefined;
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
      const line = this.#lines[index] as string;
      if (isIt(line)) return line;
    }
  }
}
