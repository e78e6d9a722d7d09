import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { createInterface } from "node:readline";
import { releaseIdle } from "./events.mjs";

const session = new Session();

/** What the bench may ask, one line a question: its answer is one line of JSON. */
const answers = {
  /** Microseconds of processor time, of all threads. */
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** Bytes, once all garbage is gone. */
  async memory() {
    for (let pass = 0; pass < 3; pass++) {
      gc();
      await new Promise(setImmediate);
    }
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heap: heapUsed };
  },
  release() {
    releaseIdle();
    return null;
  },
  async profile() {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: 200 });
    await session.post("Profiler.start");
    return null;
  },
  async save(path) {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    writeFileSync(path, JSON.stringify(profile));
    return null;
  },
};

const firstRequest = "http.server.request.start";
subscribe(firstRequest, keepConnections);

/** Has a server keep connections that wait for it: when it is busy for long, it takes them for idle ones. */
function keepConnections({ server }) {
  server.keepAliveTimeout = 75_000;
  unsubscribe(firstRequest, keepConnections);
}

/** Puts a server that listens on `port` under the bench's control. Ends with the bench. */
export function listening(port) {
  const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  const lines = createInterface({ input: process.stdin });
  lines.on("line", async (line) => {
    const [question, ...words] = line.split(" ");
    say(await answers[question](words.join(" ")));
  });
  lines.on("close", () => process.exit());
  say(port);
}
