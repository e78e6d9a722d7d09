import { fileURLToPath } from "node:url";
import type { FileFor, Work } from "../work.ts";
import { generatedProject } from "./generated-project.ts";
import { delaysOf, measurePaced } from "./paced.ts";
import { PeerProcess } from "./peer-process.ts";
import { bricks as protocol } from "./request.ts";
import { measureStreaming } from "./streaming.ts";

/** The servers whose handlers ask an llm brick: the file of each handler. */
const handlers: Record<string, string> = {
  "in process": "ours.mjs",
  "over gRPC": "ours.mjs",
  "@grpc/grpc-js": "grpc-js.mjs",
};

/** Streams at the pace of a model, of which the delays are measured. */
const CROWD = 100;

/** A server that asks a brick. `env`: what leads it there. */
export const brickPeer = (peer: string, env: Record<string, string>) => ({
  file: process.execPath,
  args: ["--expose-gc", fileURLToPath(new URL("peers/ours.mjs", import.meta.url))],
  env: {
    ...{ NODE_ENV: "production", NODE_OPTIONS: "", ...env },
    ...(peer === "in process" && { BRICK_LLM: "mock" }),
    BENCH_HANDLER: new URL(`bricks/${handlers[peer]}`, import.meta.url).href,
  },
});

/** What it costs that a brick is asked over gRPC: of the server's processor time, and of its clients' time. */
export const bricksWork = (settings: Record<string, string>): Work => {
  const measure = (peer: string, profileFor?: FileFor) =>
    withBrick(async (env) => {
      const command = brickPeer(peer, { ...settings, ...env });
      const tight = { answer: "tight 1000", events: 1000, connections: [1, 32], protocol };
      return {
        ...(await measureStreaming(tight, command, profileFor)),
        ...(await measurePaced([CROWD], command, profileFor, protocol)),
      };
    });
  return {
    title: "An llm brick's answers, 1,000 events each; then 100 streams with an event each 33 ms",
    unit: "CPU µs an event",
    units: Object.fromEntries(delaysOf(CROWD).map((figure) => [figure, "ms"])),
    goals: [],
    peers: Object.keys(handlers),
    isLong: true,
    remark: "The brick is a process of its own, whose processor time is not counted; in process, it is.",
    measure: (peer) => measure(peer),
    profile: (peer, fileFor) => measure(peer, fileFor),
  };
};

/** Runs something beside a brick in a process of its own. `env`: what leads a server there. */
async function withBrick<Result>(run: (env: Record<string, string>) => Promise<Result>): Promise<Result> {
  const BENCH_OURS = await generatedProject("node", "brick");
  const file = fileURLToPath(new URL("bricks/brick.mjs", import.meta.url));
  const command = { file: process.execPath, args: [file], env: { NODE_OPTIONS: "", BENCH_OURS } };
  const brick = await PeerProcess.start(command, "load");
  try {
    return await run({ BENCH_OURS, BRICK_LLM: `127.0.0.1:${brick.port}` });
  } finally {
    await brick.stop();
  }
}
