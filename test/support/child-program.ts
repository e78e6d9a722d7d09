/** A generated server as a program of its own. Its configuration is in the variable TEST_CONFIG, as JSON. */
import { EventEmitter } from "node:events";
import type { Handler } from "../../templates/core/src/llmbrick/types.ts";
import { SSEServer } from "../../templates/node/src/llmbrick/server.ts";

/** The session's name says what to do. */
const behaviours: Record<string, Handler> = {
  async *hello() {
    yield { id: "1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
    yield { id: "2", type: "done", progress: "DONE" };
  },
  /** Sends one event, and goes on when the server shuts down: so in time. */
  async *finish() {
    yield { id: "1", type: "text", progress: "IN_PROGRESS" };
    await new Promise((resolve) => process.once("SIGTERM", resolve));
    yield { id: "2", type: "done", progress: "DONE" };
  },
  /** Sends one event, and stays deaf. */
  async *hang() {
    yield { id: "1", type: "text", progress: "IN_PROGRESS" };
    await new Promise(() => {});
  },
  /** Leaves behind what fails later, where nothing catches it. */
  async *stray(_request, { signal }) {
    yield { id: "1", type: "text", progress: "IN_PROGRESS" };
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    void Promise.reject(new Error("left alone", { cause: new Error("why") }));
    void Promise.reject(proxy);
    setTimeout(() => {
      throw new Error("in a timer");
    });
    setImmediate(() => {
      throw proxy;
    });
    signal.addEventListener("abort", () => {
      throw new Error("in a listener");
    });
    process.nextTick(() => new EventEmitter().emit("error", new Error("that nobody hears")));
    await new Promise(() => {});
  },
};

/** One whose end may fail, as that of a database's connection does. TEST_CLOSE_FAULT says how. */
class Server extends SSEServer {
  override async close(grace?: number): Promise<void> {
    await super.close(grace);
    if (process.env.TEST_CLOSE_FAULT) throw new Error(process.env.TEST_CLOSE_FAULT);
  }
}

const server = new Server({
  config: JSON.parse(process.env.TEST_CONFIG ?? "{}"),
  handler: (request, context) => (behaviours[request.sessionId] as Handler)(request, context),
});
await server.run();
