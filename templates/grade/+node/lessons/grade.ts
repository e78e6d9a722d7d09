/**
 * Plays lessons' checks on handlers that others wrote, each in a server of its own. Reads an `Order` as JSON; writes a
 * line a lesson: the order's secret, by which no handler can write one, and what came of it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { type Running, runChecks } from "./run/check.ts";
import type { Check, Result } from "./run/format.ts";

interface Order {
  secret: string;
  /** Seconds to wait for what must come, and for a lesson in all. */
  patience: number;
  most: number;
  /** What Node is started with, before the file that starts a server. */
  flags: string[];
  lessons: { name: string; checks: Check[]; entry: string }[];
}

/** Bytes that a server may print, and that its memory may take. */
const MOST_OUTPUT = 5_000_000;

// Without a listener, this signal opens a debugger, which whoever sends it could steer us by.
process.on("SIGUSR1", () => {});

const order: Order = JSON.parse(await text(process.stdin));
for (const { name, checks, entry } of order.lessons) {
  const servers = new Set<ChildProcess>();
  let isLate = false;
  const late = new Promise<Result[]>((resolve) => {
    const failure = { where: "answer", late: order.most };
    const [first = { name: "" }] = checks;
    setTimeout(() => {
      isLate = true;
      resolve([{ name: first.name, state: "failed", failure }]);
    }, order.most * 1000);
  });
  const start = (env: Record<string, string>) => startServer(entry, env, servers);
  const results = await Promise.race([runChecks(checks, start, order.patience), late]);
  for (const server of servers) server.kill("SIGKILL");
  process.stdout.write(`${order.secret} ${JSON.stringify({ name, results })}\n`);
  // What an answer without an end has left in memory is no burden for the next lesson: that has a runner of its own.
  if (isLate) break;
}
process.stdout.write("", () => process.exit());

function startServer(
  entry: string,
  env: Record<string, string>,
  servers: Set<ChildProcess>,
): Promise<Running> {
  const child = spawn(process.execPath, [...order.flags, entry], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  servers.add(child);
  let [output, bytes] = ["", 0];
  return new Promise((resolve, reject) => {
    const read = (part: string) => {
      bytes += part.length;
      if (bytes > MOST_OUTPUT) return child.kill("SIGKILL");
      output = (output + part).slice(-2000);
      const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(output) ?? [];
      if (address) resolve({ url: `${address}chat/completions`, stop: () => void child.kill("SIGKILL") });
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.on("close", () => reject(new Error(bytes > MOST_OUTPUT ? "It prints without end" : output.trim())));
    child.on("error", reject);
  });
}
