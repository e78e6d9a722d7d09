import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Environment, Io } from "../../../io.ts";
import { freePort } from "../../free-port.ts";
import { Fault, within } from "../fault.ts";
import type { ProxyProgram, Site } from "./proxies.ts";

const CONFIGURATION = "configuration";
/** Seconds. */
const START_LIMIT = 20;

/**
 * Starts a proxy, and ends it at the end of its own standard input, so that it does not outlive a run that is killed.
 * Its folder goes with it.
 */
const TETHER = `
const [folder, program, ...args] = process.argv.slice(1);
const child = require("node:child_process").spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
const end = () => child.kill();
process.stdin.on("end", end).resume();
process.on("SIGTERM", end);
child.on("error", (error) => { console.error(error.message); process.exit(1); });
child.on("exit", (code) => {
  process.chdir("/");
  require("node:fs").rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
`;

/** Where Debian and others have programs of the system, which are not on every user's PATH. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The environment in which a proxy is looked for and started. */
export const proxyEnvironment = ({ env, platform }: Pick<Io, "env" | "platform">): Environment =>
  platform === "win32" ? env : { ...env, PATH: [env.PATH ?? "", ...SYSTEM_FOLDERS].join(delimiter) };

/** Whether a proxy is on this machine. */
export async function isThere(io: Io, { name }: ProxyProgram): Promise<boolean> {
  const asked = name === "nginx" ? "-v" : "version";
  const { status } = await io.run(name, [asked], { cwd: io.cwd, env: proxyEnvironment(io) });
  return status !== "missing";
}

/** The address of a proxy that runs, by the version of HTTP. */
export type Address = (http2: boolean) => URL;

/**
 * Runs a proxy for as long as some work takes.
 * @throws Fault where it does not take the configuration
 */
export async function through<Result>(
  io: Io,
  proxy: ProxyProgram,
  site: Omit<Site, "ports">,
  work: (address: Address) => Promise<Result>,
): Promise<Result> {
  if (!proxy.marks.every((mark) => mark.test(site.text))) throw new Fault(["edited", proxy.file]);
  const folder = join(tmpdir(), `create-llmbrick-sse-${randomUUID()}`);
  await io.fs.mkdir(folder, { mode: 0o700 });
  const stopping = new AbortController();
  let ended: ReturnType<Io["run"]> | undefined;
  try {
    const ports = { http1: await freePort(), http2: await freePort() };
    await io.fs.writeFile(join(folder, CONFIGURATION), proxy.configuration({ ...site, ports }));
    let listens = () => {};
    const ready = new Promise<void>((resolve) => {
      listens = resolve;
    });
    const lines: string[] = [];
    const command = ["--eval", TETHER, folder, proxy.name, ...proxy.command(CONFIGURATION)];
    ended = io.run(process.execPath, command, {
      cwd: folder,
      env: { ...proxyEnvironment(io), ...proxy.environment({ ports }, folder) },
      signal: stopping.signal,
      isTethered: true,
      onLine(line) {
        lines.push(line);
        if (proxy.ready.test(line)) listens();
      },
    });
    await within(START_LIMIT, ready, { program: proxy.name, ended }).catch((error) => {
      io.signal.throwIfAborted();
      throw error instanceof Fault ? new Fault(["badProxy", proxy.file, lines.join("\n")]) : error;
    });
    return await work((http2) => new URL(`http://127.0.0.1:${ports[http2 ? "http2" : "http1"]}`));
  } finally {
    stopping.abort();
    await Promise.allSettled([ended]);
    await io.fs.rm(folder, { recursive: true, force: true });
  }
}
