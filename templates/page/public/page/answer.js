// The text of an answer as it grows: as it is, monospaced, or as Markdown.
import { $ } from "./dom.js";
import { onDraw, redraw } from "./drawing.js";
import { markdown } from "./markdown.js";
import { remember } from "./storage.js";

const answer = $("answer");
const text = $("text");
const view = $("answer-view");
/** What is drawn: a run, in a view, so many characters of it, by `write`. */
let drawn = {};

remember("localStorage", view);
view.addEventListener("input", redraw);
onDraw(drawAnswer);

function drawAnswer(run) {
  const follows = answer.scrollTop + answer.clientHeight > answer.scrollHeight - 40;
  const isOther = run !== drawn.run;
  if (isOther || view.value !== drawn.view) {
    text.replaceChildren();
    text.className = view.value;
    drawn = { run, view: view.value, length: 0, write: (view.value === "markdown" ? markdown : plain)(text) };
  }
  if (drawn.length < run.text.length) {
    drawn.write(run.text.slice(drawn.length));
    drawn.length = run.text.length;
  }
  if (isOther) answer.scrollTop = 0;
  else if (follows && run.state === "running") answer.scrollTop = answer.scrollHeight;
}

/** Writes into a text node, which cannot hold markup. */
function plain(parent) {
  const node = parent.appendChild(document.createTextNode(""));
  return (piece) => node.appendData(piece);
}
