// How a run goes: its outcome, its figures and what went wrong.
import "./answer.js";
import "./calls.js";
import { $, h } from "./dom.js";
import { onDraw } from "./drawing.js";
import { duration, number, t } from "./i18n.js";

onDraw(drawResponse);

/** What went wrong with a run, if anything. A cut connection may look like an end. */
function faultOf({ state, complete, fault }) {
  if (state !== "done" || complete) return fault;
  return {
    title: "Ended without DONE",
    body: t("The handler yielded no event whose progress is DONE, or the connection was cut."),
  };
}

/** How the run goes, in a word or two. */
export function outcome(run) {
  return t(
    faultOf(run)?.title ?? { running: "Streaming", done: "Done", stopped: "Stopped" }[run.state] ?? "",
  );
}

/** The figures of a run: pairs of a name and a value, which is undefined where nobody told it. */
export const figures = (run) => [
  [t("First event"), run.firstEvent === null ? "–" : duration(run.firstEvent)],
  [t("Events"), number(run.events)],
  [t("Characters"), number(run.characters)],
  [t("Events per second"), number(run.duration && (run.events / run.duration) * 1000, 1)],
  [t("Duration"), duration(run.duration)],
  [t("Tokens in and out"), tokens(run.usage)],
  [t("Finish reason"), run.finishReason],
];

/** A provider may leave out either number, or both. */
const tokens = (usage) =>
  usage &&
  [usage.inputTokens, usage.outputTokens]
    .map((count) => (typeof count === "number" ? number(count) : "?"))
    .join(" + ");

function drawResponse(run) {
  const fault = faultOf(run);
  $("outcome").textContent = outcome(run);
  $("outcome").dataset.kind = fault ? "error" : "";
  $("request-id").textContent = run.requestId && `X-Request-Id: ${run.requestId}`;
  $("figures").replaceChildren(
    ...figures(run)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
  $("fault").hidden = !fault;
  $("fault-title").textContent = outcome(run);
  $("fault-body").textContent = fault?.body;
}
