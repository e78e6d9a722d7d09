import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { ConfigError, isLoopback, type Resolution, type ResolvedConfig } from "../config/config.ts";
import { words } from "../config/words.ts";
import { describeError, isInstance, messageOf, read } from "../log/describe.ts";

/** "Every address" is none that a browser could open. */
const everyAddress: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** The addresses under which a listening server can be opened, such as "http://127.0.0.1:9000/". */
export function addressesOf(server: Server, { host, sslKeyfile }: ResolvedConfig): string[] {
  const bound = server.address() as AddressInfo;
  const loopback = everyAddress[bound.address];
  const hosts = loopback === undefined ? [host] : [loopback, ...networkAddresses(bound.address)];
  const scheme = sslKeyfile === "" ? "http" : "https";
  return hosts.map((name) => `${scheme}://${name.includes(":") ? `[${name}]` : name}:${bound.port}/`);
}

/** This machine's addresses for other machines. Those of one link alone can't be written in a browser. */
function networkAddresses(bound: string): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all
    .filter(({ family, internal }) => !internal && (bound === "::" || family === "IPv4"))
    .map(({ address }) => address)
    .filter((address) => !address.startsWith("fe80:"));
}

/** Whether other machines can reach a listening server, and need no key. */
export function isOpenToAll(server: Server, { apiKeys }: ResolvedConfig): boolean {
  const { address } = server.address() as AddressInfo;
  return apiKeys.length === 0 && !isLoopback(address);
}

/** Why a server can't start, and what to do, for the person who starts it. */
export function explain(
  error: unknown,
  { host, port }: ResolvedConfig,
  sourceOf: Resolution["sourceOf"],
): string {
  if (isInstance(error, ConfigError)) return error.message;
  const syscall = read(error, "syscall");
  if (syscall === "getaddrinfo") return words.unknownHost(host, sourceOf("host"));
  if (syscall !== "listen") return describeError(error);
  switch (read(error, "code")) {
    case "EADDRINUSE":
      return words.portInUse(host, port, sourceOf("port"), port < 65_535 ? port + 1 : port - 1);
    case "EACCES":
      return (process.platform === "win32" ? words.portReserved : words.portForbidden)(
        port,
        sourceOf("port"),
      );
    case "EADDRNOTAVAIL":
      return words.notOurAddress(host, sourceOf("host"));
    default:
      return words.cannotListen(host, port, messageOf(error));
  }
}
