// A second way to send the request: by OpenAI's route, which asks the same handler.
import { frames, StreamError } from "./client.js";
import { bodyOf, Chunks, reading, summaryOf } from "./completions.js";
import { $, h } from "./dom.js";
import { currentRoute, setRoute } from "./route.js";
import { onSettings } from "./server.js";
import { remember } from "./storage.js";

const llmbrick = currentRoute();
const openai = { body: bodyOf, ask, reading };
const select = h("select", { id: "route", ariaLabel: "API" }, new Option("LLMBrick"), new Option("OpenAI"));

$("preset").before(select);
remember("sessionStorage", select);
select.addEventListener("input", choose);
// With other settings the path may be another one. The server's own description has it.
onSettings(async () => {
  const { paths } = await (await fetch("openapi.json")).json();
  const [path] = Object.entries(paths).find(([, { post }]) => post?.operationId === "createOpenAICompletion");
  openai.path = () => path.slice(1);
  choose();
});

function choose() {
  setRoute(select.value === "OpenAI" && openai.path ? openai : llmbrick);
}

async function* ask({ request, onFrame, ...options }) {
  const chunks = new Chunks();
  for await (const { data } of frames({ ...options, request: bodyOf(request) })) {
    const says = summaryOf(data);
    onFrame({ event: "", data, says });
    if (says.type === "error") throw new StreamError("error", says.text);
    yield* chunks.events(data);
  }
}
