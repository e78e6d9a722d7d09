import { basename } from "node:path";
import type { Io } from "../../io.ts";
import { ask, type Subject } from "./check.ts";

/** The program that listens on a port. */
export interface Owner {
  readonly name: string;
  readonly pid: number;
}

/** Who listens on a port, where the system tells this user. */
export async function ownerOf(subject: Subject, port: number): Promise<Owner | undefined> {
  switch (subject.io.platform) {
    case "linux":
      return linuxOwner(subject.io, port);
    case "win32":
      return windowsOwner(subject, port);
    default:
      return unixOwner(subject, port);
  }
}

const LISTENING = "0A";

async function linuxOwner({ fs }: Io, port: number): Promise<Owner | undefined> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readable(fs.readFile(path, "utf8"))),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const sockets = tables
    .flatMap((table = "") => table.split("\n"))
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === LISTENING)
    .map((columns) => `socket:[${columns[9]}]`);
  for (const pid of (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const open = (await readable(fs.readdir(`/proc/${pid}/fd`))) ?? [];
    const links = await Promise.all(open.map((fd) => readable(fs.readlink(`/proc/${pid}/fd/${fd}`))));
    if (!links.some((link) => link !== undefined && sockets.includes(link))) continue;
    return { name: basename(await fs.readlink(`/proc/${pid}/exe`)), pid: Number(pid) };
  }
  return undefined;
}

/** Processes of other users can't be looked into, and some end while we look. */
const readable = <Value>(value: Promise<Value>): Promise<Value | undefined> => value.catch(() => undefined);

async function unixOwner(subject: Subject, port: number): Promise<Owner | undefined> {
  const { output } = await ask(subject, ["lsof", "-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const [, pid] = /^p(\d+)$/m.exec(output) ?? [];
  const [, name] = /^c(.+)$/m.exec(output) ?? [];
  return pid && name ? { name, pid: Number(pid) } : undefined;
}

async function windowsOwner(subject: Subject, port: number): Promise<Owner | undefined> {
  const { output } = await ask(subject, ["netstat", "-ano", "-p", "TCP"]);
  // The word for the state is translated; that a listening socket has no peer is not.
  const pid = new RegExp(`^\\s*TCP\\s+\\S+:${port}\\s+\\S+:0\\s+\\S+\\s+(\\d+)`, "m").exec(output)?.[1];
  if (!pid) return undefined;
  const tasks = await ask(subject, ["tasklist", "/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]);
  const [, name = "?"] = /^"([^"]+)"/m.exec(tasks.output) ?? [];
  return { name, pid: Number(pid) };
}
