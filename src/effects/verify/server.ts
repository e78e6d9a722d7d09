import type { Io, RunOptions, RunResult } from "../../io.ts";
import type { Command } from "../run-install.ts";
import type { Running } from "./fault.ts";
import { TOLD } from "./scripts.ts";

/** A server that runs. */
export interface Server extends Running {
  /** Resolves to its address, once it listens. */
  readonly address: Promise<string>;
  /** Resolves once its waiting handler was told that the client has left. */
  readonly told: Promise<void>;
  /** Tells it to end, as a terminal's or a container's signal does, and waits until it has. */
  stop(): Promise<RunResult>;
}

/** Starts a project's server. */
export function startServer(io: Io, [program, ...args]: Command, options: RunOptions): Server {
  const stopping = new AbortController();
  const heard = { address: (_address: string) => {}, told: () => {} };
  const address = new Promise<string>((resolve) => {
    heard.address = resolve;
  });
  const told = new Promise<void>((resolve) => {
    heard.told = resolve;
  });
  const onLine = (line: string) => {
    const [, url] = /^(?:Listening on |伺服器已啟動：)(http\S+)$/.exec(line) ?? [];
    if (url !== undefined) heard.address(url);
    if (line === TOLD) heard.told();
  };
  const ended = io.run(program, args, { ...options, onLine, signal: stopping.signal, isTethered: true });
  return {
    program,
    address,
    told,
    ended,
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
