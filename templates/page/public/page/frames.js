// The frames of a run as a list. Only the rows in sight are in the page, so that a million cost as much as ten.
import { $, h } from "./dom.js";
import { number, t } from "./i18n.js";

/** The height of a row, in pixels; style.css has it too. */
const ROW = 26;
const list = $("list");
const rows = $("rows");
let frames = [];
/** How many of them the list has: more may have come since it was drawn. */
let total = 0;
let selected = -1;

new ResizeObserver(draw).observe(list);
list.addEventListener("scroll", draw);
$("frame-view").addEventListener("change", draw);
rows.addEventListener("click", ({ target }) => selectFrame(Number(target.closest("div").dataset.index)));
list.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1, Home: -total, End: total }[event.key];
  if (!step) return;
  event.preventDefault();
  selectFrame(Math.min(Math.max(selected + step, 0), total - 1));
});

/** Shows the frames of a run. Called again while they arrive. */
export function showFrames(next) {
  const following = next !== frames || list.scrollTop + list.clientHeight > list.scrollHeight - ROW;
  if (next !== frames) selected = -1;
  frames = next;
  total = frames.length;
  list.hidden = !total;
  $("frame-count").textContent = number(total);
  rows.style.height = `${total * ROW}px`;
  if (following) list.scrollTop = list.scrollHeight;
  draw();
}

/** Selects a frame, shows it whole, and brings its row into sight. */
export function selectFrame(index) {
  selected = index;
  draw();
  const top = index * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
}

function draw() {
  const raw = $("frame-view").querySelector(":checked").value === "raw";
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 1);
  const count = Math.min(total - first, Math.ceil(list.clientHeight / ROW) + 2);
  while (rows.children.length > count) rows.lastChild.remove();
  while (rows.children.length < count) {
    rows.append(
      h("div", { role: "option", className: "cells" }, ...Array.from({ length: 6 }, () => h("span"))),
    );
  }
  for (let row = 0; row < count; row++) fill(rows.children[row], first + row, raw);
  list.setAttribute("aria-activedescendant", $(`frame-${selected}`) ? `frame-${selected}` : "");

  const frame = frames[selected];
  $("detail").hidden = !frame;
  if (frame) $("detail").textContent = raw ? wire(frame) : JSON.stringify(parse(frame), null, 2);
}

function fill(row, index, raw) {
  const frame = frames[index];
  const { type, progress, text, error, id } = Object(parse(frame));
  const texts = [
    number(index + 1),
    seconds(frame.at),
    index ? `+${seconds(frame.at - frames[index - 1].at)}` : "",
    frame.event === null ? t("comment") : (type ?? frame.event),
    progress ?? "",
    String(raw ? frame.data : (text ?? error ?? id ?? frame.data)).replaceAll("\n", "↵"),
  ];
  row.id = `frame-${index}`;
  row.dataset.index = index;
  row.dataset.kind = kind(frame);
  row.ariaSelected = String(index === selected);
  row.ariaPosInSet = index + 1;
  row.ariaSetSize = total;
  row.style.top = `${index * ROW}px`;
  for (const [cell, text] of texts.entries()) row.children[cell].textContent = text;
}

/** What a frame is to the eye: "event", "error" or "comment". */
export const kind = ({ event }) => (event === null ? "comment" : event === "error" ? "error" : "event");

const seconds = (ms) => (ms / 1000).toFixed(3);

/** The frame as it came over the wire. */
const wire = ({ event, data }) => (event === null ? `: ${data}` : `event: ${event}\ndata: ${data}`);

/** A frame's data as a value. What is not JSON stays text. */
function parse({ data }) {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
