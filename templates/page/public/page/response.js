// The answer: how it goes, its figures and its text, as it streams.
import { $, h } from "./dom.js";
import { duration, number, t } from "./i18n.js";

const answer = $("answer");
/** Where the model's words go: a text node, which cannot hold markup. */
const text = $("text").appendChild(document.createTextNode(""));
let shown;

/** How the run goes, in a word or two. */
export function outcome({ state, complete, fault }) {
  if (fault) return fault.title;
  if (state === "done" && !complete) return t("Ended without DONE");
  return t({ running: "Streaming", done: "Done", stopped: "Stopped" }[state]);
}

/** The figures of a run: pairs of a name and a value. */
export const figures = (run) => [
  [t("First event"), run.firstEvent === null ? "–" : duration(run.firstEvent)],
  [t("Events"), number(run.events)],
  [t("Characters"), number(run.characters)],
  [t("Events per second"), number(run.duration && (run.events / run.duration) * 1000, 1)],
  [t("Duration"), duration(run.duration)],
];

/** Shows a run. Called again while it goes on. */
export function showResponse(run) {
  const { state, complete, requestId, fault } = run;
  $("outcome").textContent = outcome(run);
  $("outcome").dataset.kind = fault || (state === "done" && !complete) ? "error" : "";
  $("request-id").textContent = requestId && `X-Request-Id: ${requestId}`;
  $("figures").replaceChildren(
    ...figures(run).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
  $("fault").hidden = !fault;
  $("fault-title").textContent = fault?.title;
  $("fault-body").textContent = fault?.body;
  showText(run);
}

function showText(run) {
  const following = answer.scrollTop + answer.clientHeight > answer.scrollHeight - 40;
  if (run === shown) text.appendData(run.text.slice(text.length));
  else text.data = run.text;
  if (run !== shown) answer.scrollTop = 0;
  else if (following) answer.scrollTop = answer.scrollHeight;
  shown = run;
}
