import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { createClient } from "redis";
import { onTestFinished } from "vitest";
import { testFolder } from "../support/test-folder.ts";

/** Redis, or another program that speaks as it does and takes its settings, such as `valkey-server`. */
const redisProgram = process.env.REDIS_SERVER ?? "redis-server";

/** A Redis of a test's own, on a free port of this machine. */
export class TestRedis {
  readonly port: number;
  readonly #folder: string;
  readonly #more: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, more: readonly string[]) {
    this.port = port;
    this.#folder = folder;
    this.#more = more;
  }

  /** `more`: further settings, as the command line takes them. */
  static async start(...more: string[]): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), await testFolder(), more);
    await redis.begin();
    onTestFinished(() => redis.end("SIGKILL"));
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts the program. Its data are there again, unless they were removed. */
  async begin(): Promise<void> {
    const settings = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    const place = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder];
    const child = spawn(redisProgram, [...place, ...settings, ...this.#more], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    for await (const line of child.stdout) if (/Ready to accept connections/.test(String(line))) break;
    child.stdout.resume();
  }

  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  async removeData(): Promise<void> {
    await rm(this.#folder, { recursive: true });
    const { mkdir } = await import("node:fs/promises");
    await mkdir(this.#folder);
  }

  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Runs one command. */
  async send(...args: string[]): Promise<unknown> {
    const client = await createClient({ url: this.url, RESP: 2 }).connect();
    try {
      return await client.sendCommand(args);
    } finally {
      client.destroy();
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
