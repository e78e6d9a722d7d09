/** The session in which a server that is verified waits until its client has left. */
export const WAITING_SESSION = "create-llmbrick-sse-verify";

/** The session in which its events bear the time at which they are sent, in milliseconds, with a heartbeat between them. */
export const PACED_SESSION = "create-llmbrick-sse-paced";

/** Milliseconds of silence after which a heartbeat comes there. */
export const PACED_HEARTBEAT = 400;

/** Milliseconds from one of its events to the next. */
const PACE = 600;

/** Starts the lines that are for us in the output of a project's programs. */
export const MARK = "create-llmbrick-sse: ";

/** What the waiting handler prints when it is told to stop. */
export const TOLD = `${MARK}told`;

/** Ends a program at the end of its standard input, so that it does not outlive a run that is killed. */
const NODE_TETHER = `process.stdin.on("end", () => process.exit()).resume().unref();`;

/** The same for Python. A thread that waits in `os.read` holds no lock that Python would need when it ends. */
const PYTHON_TETHER = `
import os
import threading

threading.Thread(target=lambda: os.read(0, 1) or os._exit(0), daemon=True).start()
`;

/**
 * Runs a Node project's own `src/index`, with one change: in the waiting session, the handler yields one event
 * and then waits for its signal. A handler that asks a model is not run: a script answers in its place.
 */
export const nodeServer = (extension: string, asksModel: boolean) => `
${NODE_TETHER}
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { handler } from "./src/handler.${extension}";
import { NodeServer } from "./src/llmbrick/lifecycle/node-server.${extension}";

async function* waits(signal) {
  signal.addEventListener("abort", () => console.log("${TOLD}"));
  yield { id: "1", type: "text", progress: "IN_PROGRESS" };
  if (!signal.aborted) await once(signal, "abort");
}

async function* paces() {
  for (const progress of ["IN_PROGRESS", "IN_PROGRESS", "DONE"]) {
    yield { id: "1", type: "text", text: String(Date.now()), progress };
    if (progress !== "DONE") await delay(${PACE});
  }
}

async function* says() {
  yield { id: "1", type: "text", text: "Hello", progress: "IN_PROGRESS" };
  yield { id: "2", type: "done", progress: "DONE" };
}

const { run } = NodeServer.prototype;
NodeServer.prototype.run = function () {
  this.handler((request, context) =>
    request.sessionId === "${WAITING_SESSION}" ? waits(context.signal)
      : request.sessionId === "${PACED_SESSION}" ? paces()
      : ${asksModel ? "says()" : "handler(request, context)"},
  );
  return run.call(this);
};
await import("./src/index.${extension}");
`;

/** The same for a Python project's own server.py. */
export const pythonServer = (asksModel: boolean) => `
${PYTHON_TETHER}
import asyncio
import time

from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

import server
from handler import handler
from hardening import run, watched


async def waits():
    try:
        yield ConversationSSEResponse(id="1", type="text", text="", progress="IN_PROGRESS")
        await asyncio.sleep(3600)
    finally:
        print("${TOLD}", flush=True)


async def paces():
    for progress in ("IN_PROGRESS", "IN_PROGRESS", "DONE"):
        now = str(time.time_ns() // 1_000_000)
        yield ConversationSSEResponse(id="1", type="text", text=now, progress=progress)
        if progress != "DONE":
            await asyncio.sleep(${PACE / 1000})


async def says():
    yield ConversationSSEResponse(id="1", type="text", text="Hello", progress="IN_PROGRESS")
    yield ConversationSSEResponse(id="2", type="done", progress="DONE")


def answer(request):
    if request.session_id == "${WAITING_SESSION}":
        return waits()
    if request.session_id == "${PACED_SESSION}":
        return paces()
    return ${asksModel ? "says()" : "handler(request)"}


server.server.set_handler(watched(answer))
run(server.app, server.settings)
`;

/** A Node project's client. */
export const nodeClient = (extension: string) => `await import("./src/llmbrick/client.${extension}")`;

/** A Python project's client is the test page's. No package.json says that it is a module, so its text is imported. */
export const PAGE_CLIENT = `await import(
  "data:text/javascript," + encodeURIComponent((await import("node:fs")).readFileSync("public/page/client.js", "utf8"))
)`;

/**
 * Sends one request by a project's client. Its argument is JSON: \`url\`, \`apiKey\`, \`request\`, and \`leaves\`, for a client
 * that leaves at the first event. Prints the frames that came, or the fault.
 */
export const clientScript = (client: string) => `
${NODE_TETHER}
const { url, apiKey, request, leaves } = JSON.parse(process.argv[1]);
const frames = [];
let fault;
try {
  const { chat } = ${client};
  for await (const _event of chat({ url, apiKey, request, requireDone: false, onFrame: (frame) => frames.push(frame) })) {
    if (leaves) break;
  }
} catch (error) {
  fault = String(error.cause ?? error);
}
console.log("${MARK}" + JSON.stringify({ frames, fault }));
`;
