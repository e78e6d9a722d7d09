import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Runs something beside a Redis of its own, which keeps all in memory. */
export async function withRedis<Result>(run: (url: string) => Promise<Result>): Promise<Result> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");

  const folder = await mkdtemp(join(tmpdir(), "llmbrick-redis-"));
  const place = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
  const redis = spawn("redis-server", [...place, "--save", "", "--appendonly", "no"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(redis, "exit");
  try {
    await Promise.race([
      listening(redis.stdout),
      exited.then(() => Promise.reject(new Error("Redis has ended"))),
    ]);
    redis.stdout.resume();
    return await run(`redis://127.0.0.1:${port}`);
  } finally {
    redis.kill();
    await exited;
    await rm(folder, { recursive: true });
  }
}

async function listening(output: Readable): Promise<void> {
  let text = "";
  for await (const piece of output.iterator({ destroyOnReturn: false })) {
    text += piece;
    if (text.includes("Ready to accept connections")) return;
  }
}
