import { onTestFinished } from "vitest";
import { freePort } from "../../src/effects/free-port.ts";
import { Client } from "../../src/effects/verify/deploy/client.ts";
import type { ProxyProgram } from "../../src/effects/verify/deploy/proxies.ts";
import { through } from "../../src/effects/verify/deploy/start-proxy.ts";
import { PACED_SESSION } from "../../src/effects/verify/scripts.ts";
import { startServer } from "../../src/effects/verify/server.ts";
import type { Options } from "../../src/options/table.ts";
import { platformOf } from "../../src/platforms/index.ts";
import { options } from "../support/options.ts";
import { realPrograms } from "../support/real-programs.ts";
import { filesOf, writeReady } from "../support/verify-folder.ts";

/** Clients that ask again as soon as they have their answer. */
export const CLIENTS = 12;
/** Milliseconds for an answer's next frame. */
const PATIENCE = 20_000;

const body = JSON.stringify({
  model: "gpt-4o",
  messages: [{ role: "user", content: "?" }],
  sessionId: PACED_SESSION,
});

/** nginx's file for several processes, as its user adds them: the first keeps the name that it has in the file. */
export const withProcesses = (text: string, others: readonly number[]): string =>
  text.replace(/^( *server )server:\d+(.*\n)/m, (line, start, end) =>
    [line, ...others.map((port) => `${start}127.0.0.1:${port}${end}`)].join(""),
  );

/** Asks once. Gives the status, the progress of the last event, and how the answer has ended. */
export async function ask(url: URL): Promise<string> {
  const client = new Client(url, false);
  try {
    client.end(body);
    let last = "";
    for (let frame: string | undefined = ""; frame !== undefined; frame = await client.next(PATIENCE)) {
      if (frame.includes("data:")) last = frame;
    }
    const [, progress] = /"progress": ?"(\w+)"/.exec(last) ?? [];
    return `${await client.status(0)} ${progress} ${await client.ended(PATIENCE)}`;
  } finally {
    client.close();
  }
}

/**
 * Starts three processes of a project behind a proxy, and then each of them anew, one after the other, while clients ask.
 * Gives what these got.
 */
export async function restartUnderLoad(proxy: ProxyProgram, changes: Partial<Options>): Promise<string[]> {
  const chosen = options({ features: ["docker", "compose"], ...changes });
  const folder = await writeReady(chosen);
  const io = realPrograms();
  const { server: command } = await platformOf(chosen.framework).programs(chosen, folder, io);
  const start = async (port: number) => {
    const env = { ...io.env, LLMBRICK_PORT: String(port) };
    const server = startServer(io, command, { cwd: folder, env });
    onTestFinished(async () => void (await server.stop()));
    await server.address;
    return server;
  };
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const [upstream, ...others] = ports;
  const servers = await Promise.all(ports.map(start));
  const text = withProcesses(filesOf(chosen).get(proxy.file) ?? "", others);
  return await through(io, proxy, { text, gzip: false, upstream }, async (address) => {
    const url = new URL("/chat/completions", address(false));
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async () => {
      const answers: string[] = [];
      while (!isOver) answers.push(await ask(url));
      return answers;
    });
    for (const [index, server] of servers.entries()) {
      await server.stop();
      await start(ports[index] as number);
    }
    isOver = true;
    return (await Promise.all(clients)).flat();
  });
}
