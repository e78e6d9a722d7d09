import { join } from "node:path";
import type { Environment, Io } from "../../../io.ts";
import type { VerifyStepName } from "../../../phrase.ts";
import { orAbsent } from "../../or-absent.ts";
import type { Command } from "../../run-install.ts";
import { Fault, within } from "../fault.ts";
import { PACED_HEARTBEAT, PACED_SESSION } from "../scripts.ts";
import { startServer } from "../server.ts";
import { startBareServer } from "./bare-server.ts";
import { proveConfiguration, proveStream } from "./prove.ts";
import { type ProxyProgram, proxies } from "./proxies.ts";
import { isThere, through } from "./start-proxy.ts";

/** Seconds that a server may take to start. */
const START_LIMIT = 60;

const BOTH = [false, true];

/** The project that is proven. */
export interface Proof {
  readonly folder: string;
  /** The program of the project's server, and its environment. */
  readonly server: Command;
  readonly env: Environment;
  readonly apiKey: string;
  readonly model: string;
  /** The prefix and the path that were chosen. */
  readonly prefix: string;
  readonly path: string;
  /** Runs a step of the verification. */
  readonly step: (name: VerifyStepName, work: () => Promise<void>) => Promise<void>;
  /** Gets the proxies that are not on this machine. */
  readonly onMissing: (name: VerifyStepName) => void;
}

/**
 * Proves that events and heartbeats come through each proxy of this machine as they are sent, by the project's own
 * configuration.
 * @throws Fault where they don't, or where no proxy is there
 */
export async function proveDeploy(io: Io, proof: Proof): Promise<void> {
  const found: { proxy: ProxyProgram; there: boolean }[] = [];
  for (const proxy of proxies) found.push({ proxy, there: await isThere(io, proxy) });
  const isAny = found.some(({ there }) => there);
  for (const { proxy, there } of found) {
    if (there || !isAny)
      await proof.step(proxy.name, () => (there ? proveProxy(io, proxy, proof) : noProxy()));
    else proof.onMissing(proxy.name);
  }
}

function noProxy(): never {
  throw new Fault(["noProxy"]);
}

async function proveProxy(io: Io, proxy: ProxyProgram, proof: Proof): Promise<void> {
  const text = await orAbsent(io.fs.readFile(join(proof.folder, proxy.file), "utf8"));
  if (text === undefined) throw new Fault(["noFile", proxy.file]);
  const prefixes = [proof.prefix, proof.prefix === "" ? "/under/a/path" : "/"];
  const paths = prefixes.map((prefix) => prefix.replace(/\/$/, "") + proof.path);
  for (const gzip of BOTH) {
    await proveDirectives(io, proxy, { text, gzip, paths });
    await all(
      prefixes.map((prefix, index) => {
        return proveServer(io, proxy, { ...proof, prefix }, { text, gzip, path: paths[index] ?? "" });
      }),
    );
  }
}

/** The configuration alone, which must not count on what the server says. */
async function proveDirectives(
  io: Io,
  proxy: ProxyProgram,
  { text, gzip, paths }: { text: string; gzip: boolean; paths: readonly string[] },
): Promise<void> {
  const server = await startBareServer();
  try {
    await through(io, proxy, { text, gzip, upstream: server.port }, async (address) => {
      for (const http2 of BOTH) {
        for (const path of paths) {
          await proveConfiguration({ proxy, address, way: { http2, gzip, path } }, server);
        }
      }
    });
  } finally {
    server.close();
  }
}

/** The generated server behind the configuration. */
async function proveServer(
  io: Io,
  proxy: ProxyProgram,
  { folder, server: command, env, apiKey, model, prefix }: Proof,
  { text, gzip, path }: { text: string; gzip: boolean; path: string },
): Promise<void> {
  const server = startServer(io, command, {
    cwd: folder,
    env: {
      ...env,
      LLMBRICK_HOST: "127.0.0.1",
      LLMBRICK_PREFIX: prefix,
      LLMBRICK_HEARTBEAT_INTERVAL: String(PACED_HEARTBEAT / 1000),
      LLMBRICK_MAX_CONCURRENT_CONNECTIONS: "100",
    },
  });
  try {
    const upstream = Number(new URL(await within(START_LIMIT, server.address, server)).port);
    const body = { model, messages: [{ role: "user", content: "?" }], sessionId: PACED_SESSION };
    const request = { body, headers: { authorization: `Bearer ${apiKey}` }, heartbeat: PACED_HEARTBEAT };
    await through(io, proxy, { text, gzip, upstream }, (address) =>
      all(BOTH.map((http2) => proveStream({ proxy, address, way: { http2, gzip, path } }, request))),
    );
  } finally {
    await Promise.allSettled([server.stop()]);
  }
}

/** Waits for all to end, also where one of them fails: what each has started is ended by then. */
async function all(works: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
