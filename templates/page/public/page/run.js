// One run: a request that was sent, and the record of all that came back.
import { HttpError, StreamError } from "./client.js";
import { connection } from "./connection.js";
import { codePoints } from "./request.js";
import { currentRoute } from "./route.js";

/** Milliseconds of work after which the page may answer a key or a click. */
const SLICE = 10;

/** A run that begins: plain data, so that it can be kept and saved. Times are in milliseconds. */
export const newRun = (number, request) => ({
  number,
  startedAt: new Date().toISOString(),
  request,
  state: "running", // Then "done", "stopped" or "failed".
  status: null,
  requestId: null,
  frames: [], // Of { at, event, data }; `event` is null for a comment, and "" where a route has no names for them.
  text: "",
  reasoning: "",
  calls: [], // Of tools: { id, name, arguments }.
  events: 0,
  characters: 0,
  firstEvent: null,
  duration: 0,
  complete: false, // Whether an event said that it is the last.
  usage: undefined, // As the last event told it, and so the reason of the end.
  finishReason: undefined,
  fault: null, // Or { title, body }; a title of ours is in English.
});

/** Sends the run's request and fills the run until the answer ends. It never throws: a fault is recorded. */
export async function perform(run, { url, apiKey, signal }) {
  const start = performance.now();
  const clock = () => performance.now() - start;
  const ticking = setInterval(() => (run.duration = clock()), 50);
  let pause = SLICE;
  const note = (data) => run.frames.push({ at: clock(), event: null, data });
  const send = connection.open(note, signal);

  try {
    const events = currentRoute().ask({
      url,
      request: run.request,
      apiKey,
      signal,
      requireDone: false, // The page tells it in its own words.
      async fetch(...request) {
        const response = await send(...request);
        run.status = response.status;
        run.requestId = response.headers.get("X-Request-Id");
        return response;
      },
      onFrame: (frame) => run.frames.push({ at: clock(), ...frame }),
      onComment: note,
    });
    for await (const { type, text, progress, metadata } of events) {
      run.firstEvent ??= clock();
      run.events++;
      run.complete ||= progress === "DONE" || progress === "ERROR";
      if (type === "tool_call") run.calls.push(callIn(metadata));
      else if (typeof text === "string") {
        run[type === "reasoning" ? "reasoning" : "text"] += text;
        run.characters += codePoints(text);
      }
      if (progress === "DONE") Object.assign(run, lastWords(metadata));
      if (progress === "ERROR") run.fault = { title: "Ended with ERROR", body: "" };
      if (clock() > pause) {
        await turn();
        pause = clock() + SLICE;
      }
    }
    run.state = run.fault ? "failed" : "done";
  } catch (error) {
    run.state = signal.aborted ? "stopped" : "failed";
    run.fault = signal.aborted ? null : describe(error);
  }
  clearInterval(ticking);
  run.duration = clock();
}

const callIn = (metadata) => ({
  id: metadata?.id,
  name: metadata?.name,
  arguments: metadata?.arguments,
  signature: metadata?.signature, // some providers want it back
});

/** What the last event says of the answer. */
const lastWords = (metadata) => ({
  usage: metadata?.usage ?? undefined,
  finishReason: metadata?.finishReason && String(metadata.finishReason),
});

/** Lets the browser do what waits. A timer would wait for a second or more while the tab is out of sight. */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage("");
  });
}

/** What went wrong, with all that the server said of it. */
function describe(error) {
  if (error instanceof StreamError) return { title: error.error, body: error.details };
  if (error instanceof TypeError) return { title: "Connection failed", body: error.message };
  if (!(error instanceof HttpError)) return { title: error.name, body: error.message };
  const { status, body } = error;
  return { title: `HTTP ${status}`, body: typeof body === "string" ? body : JSON.stringify(body, null, 2) };
}
