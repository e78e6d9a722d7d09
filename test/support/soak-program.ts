/** The server of the soak: answers by what a session is called, and reports on itself at `GET /state`. */
import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { SSEServer } from "../../templates/node/src/llmbrick/server.ts";

let live = 0;

/** The session says how many events, how long each, and how many milliseconds lie between: "100/200/1". */
const handler: Handler = async function* (request, { signal }) {
  live++;
  try {
    const [count = 0, length = 0, wait = 0] = request.sessionId.split("/").map(Number);
    const text = "x".repeat(length);
    for (let id = 1; id <= count; id++) {
      yield { id: String(id), type: "text", text, progress: "IN_PROGRESS" };
      if (wait > 0) await pause(wait, undefined, { signal });
    }
    yield { id: "end", type: "done", progress: "DONE" };
  } finally {
    live--;
  }
};

class SoakServer extends SSEServer {
  protected override mount(): RequestListener {
    const serve = super.mount();
    return (request, response) => {
      if (request.url !== "/state") return serve(request, response);
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      const state = { open: this.runtime.streams.size, live, memory: heapUsed + external };
      response.end(JSON.stringify(state));
    };
  }
}

const server = new SoakServer({
  config: {
    port: 0,
    enableTestPage: false,
    debugMode: false,
    maxConcurrentConnections: 200,
    maxBodyBytes: 100_000,
    writeTimeout: 0.5,
    shutdownGrace: 0.5,
  },
  handler,
});
await server.run();
