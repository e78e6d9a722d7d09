// Takes answers of one model in a process of its own, and prints the microseconds of processor time for each event.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { sdks } from "./sdks.mjs";

const [peer, handlerName, project, events, warmUps, answers] = process.argv.slice(2);
const model = "test-model";
/** What a request leaves out. */
const nothing = {
  clientId: null,
  temperature: null,
  maxTokens: null,
  tools: null,
  toolChoice: null,
  sourceLanguage: null,
};
const take = peer === "sdk" ? await sdks[handlerName](model) : await handlerLoop();

for (let count = 0; count < Number(warmUps); count++) await checked();
const before = process.cpuUsage();
for (let count = 0; count < Number(answers); count++) await checked();
const { user, system } = process.cpuUsage(before);
console.log((user + system) / (Number(answers) * Number(events)));

async function checked() {
  const pieces = await take();
  if (pieces !== Number(events)) throw new Error(`${pieces} pieces of text came, and not ${events}`);
}

/** The project's handler; `hello` is one that says as much by itself. */
async function handlerLoop() {
  const { handler } =
    peer === "hello" ? { handler: hello } : await import(pathToFileURL(join(project, "handler.js")).href);
  const request = {
    ...nothing,
    model,
    messages: [{ role: "user", content: "Hello" }],
    sessionId: "s1",
    stream: true,
  };
  return async () => {
    let pieces = 0;
    const { signal } = new AbortController();
    for await (const { type } of handler(request, { signal, requestId: "r1", log() {} })) {
      if (type === "text") pieces++;
    }
    return pieces;
  };
}

async function* hello() {
  for (let count = 1; count <= Number(events); count++) {
    yield { id: `msg-${count}`, type: "text", text: "Hello ", progress: "IN_PROGRESS" };
  }
  yield { id: "end", type: "done", progress: "DONE" };
}
