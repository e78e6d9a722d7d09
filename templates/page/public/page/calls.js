// The calls of tools in an answer. What comes of them is sent along with the next request.
import { $, h } from "./dom.js";
import { onDraw } from "./drawing.js";
import { setRequest } from "./request.js";

const form = $("calls");
const results = $("results");
let shown;

onDraw(drawCalls);
form.addEventListener("submit", sendResults);

function drawCalls(run) {
  if (run !== shown) results.replaceChildren();
  shown = run;
  for (const call of run.calls.slice(results.children.length)) {
    const title = h("code", {}, `${call.name}(${JSON.stringify(call.arguments)})`);
    results.append(h("label", {}, title, h("textarea", { rows: 1 })));
  }
  form.hidden = !run.calls.length;
  $("send-results").ariaDisabled = String(run.state === "running");
}

/** Asks again, with the calls as the assistant's message and their results as the user's. */
function sendResults(event) {
  event.preventDefault();
  const { request, text, calls, state } = shown;
  if (state === "running") return;
  const given = Array.from(form.querySelectorAll("textarea"), ({ value }, index) => ({
    id: calls[index].id,
    content: value,
  }));
  const turn = [
    { role: "assistant", content: JSON.stringify({ tool_calls: calls, text: text || undefined }) },
    { role: "user", content: JSON.stringify({ tool_results: given }) },
  ];
  setRequest({ ...request, messages: [...request.messages, ...turn] }, true);
  $("form").requestSubmit();
}
