// The text of an answer as it grows, and of the reasoning before it: as it is, monospaced, or as Markdown.
import { $ } from "./dom.js";
import { onDraw, redraw } from "./drawing.js";
import { markdown } from "./markdown.js";
import { remember } from "./storage.js";

const answer = $("answer");
const view = $("answer-view");
const parts = ["reasoning", "text"];
/** What is drawn: a run, in a view, so many characters of each part, by `write`. */
let drawn = {};

remember("localStorage", view);
view.addEventListener("input", redraw);
onDraw(drawAnswer);

function drawAnswer(run) {
  const follows = answer.scrollTop + answer.clientHeight > answer.scrollHeight - 40;
  const isOther = run !== drawn.run;
  if (isOther || view.value !== drawn.view) drawn = { run, view: view.value, ...emptied() };
  for (const part of parts) {
    const { length, write } = drawn[part];
    if (length < run[part].length) write(run[part].slice(length));
    drawn[part].length = run[part].length;
  }
  $("thoughts").hidden = !run.reasoning;
  if (isOther) answer.scrollTop = 0;
  else if (follows && run.state === "running") answer.scrollTop = answer.scrollHeight;
}

function emptied() {
  const write = view.value === "markdown" ? markdown : plain;
  const entries = parts.map((part) => {
    $(part).replaceChildren();
    $(part).className = view.value;
    return [part, { length: 0, write: write($(part)) }];
  });
  return Object.fromEntries(entries);
}

/** Writes into a text node, which cannot hold markup. */
function plain(parent) {
  const node = parent.appendChild(document.createTextNode(""));
  return (piece) => node.appendData(piece);
}
