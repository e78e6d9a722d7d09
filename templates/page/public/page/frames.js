// The frames of a run as a list. Only the rows in sight are in the page, so that a million cost as much as ten.
import { $, h } from "./dom.js";
import { onDraw, redraw } from "./drawing.js";
import { kind, parse, summary, wire } from "./frame.js";
import { number, t } from "./i18n.js";

/** The height of a row, in pixels; style.css has it too. */
const ROW = 26;
/** In pixels. No browser shows a taller element, at any zoom; a longer list is scrolled in larger steps. */
const TALLEST = 4_000_000;
const list = $("list");
const rows = $("rows");
const draw = onDraw(drawFrames);
let frames = [];
/** How many of them the list has: more may have come since it was drawn. */
let total = 0;
let selected = -1;
/** What `#detail` shows: a frame, in a view. */
let detail = [];

new ResizeObserver(redraw).observe(list);
list.addEventListener("scroll", draw);
$("frame-view").addEventListener("change", draw);
rows.addEventListener("click", ({ target }) =>
  selectFrame(Number(target.closest("[data-index]")?.dataset.index)),
);
list.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1, Home: -total, End: total }[event.key];
  if (!step) return;
  event.preventDefault();
  selectFrame(Math.min(Math.max(selected + step, 0), total - 1));
});

/** Selects a frame, shows it whole, and brings its row into sight. */
export function selectFrame(index) {
  if (!frames[index]) return;
  selected = index;
  const { hidden, scrollable, offset } = place();
  const top = index * ROW;
  const nearest = Math.min(Math.max(offset, top + ROW - list.clientHeight), top);
  if (nearest !== offset && hidden > 0) list.scrollTop = (nearest / hidden) * scrollable;
  draw();
}

function drawFrames(run) {
  const isOther = run.frames !== frames;
  const atEnd = list.scrollTop + list.clientHeight > list.scrollHeight - ROW;
  const follows = isOther || (atEnd && run.frames.length > total);
  if (isOther) selected = -1;
  frames = run.frames;
  total = frames.length;
  list.hidden = !total;
  $("frame-count").textContent = number(total);
  $("track").style.height = `${Math.min(total * ROW, TALLEST)}px`;
  if (follows) list.scrollTop = list.scrollHeight;

  const raw = $("frame-view").querySelector(":checked")?.value === "raw";
  drawRows(raw);
  drawDetail(frames[selected], raw);
}

/** Where the list is scrolled to: its pixels out of sight, those the browser scrolls by, and the first in sight. */
function place() {
  const hidden = Math.max(total * ROW - list.clientHeight, 0);
  const scrollable = list.scrollHeight - list.clientHeight;
  const part = scrollable > 0 ? Math.min(Math.max(list.scrollTop / scrollable, 0), 1) : 0;
  return { hidden, scrollable, offset: part * hidden };
}

function drawRows(raw) {
  const { offset } = place();
  const first = Math.floor(offset / ROW);
  const count = Math.max(Math.min(total - first, Math.ceil(list.clientHeight / ROW) + 1), 0);
  while (rows.children.length > count) rows.lastElementChild.remove();
  while (rows.children.length < count) {
    rows.append(
      h("div", { role: "option", className: "cells" }, ...Array.from({ length: 6 }, () => h("span"))),
    );
  }
  rows.style.height = `${Math.min(list.clientHeight, total * ROW)}px`;
  for (const [row, element] of Array.from(rows.children).entries()) {
    fill(element, first + row, raw);
    element.style.top = `${(first + row) * ROW - offset}px`;
  }
  list.setAttribute("aria-activedescendant", $(`frame-${selected}`) ? `frame-${selected}` : "");
}

function fill(row, index, isRaw) {
  const frame = frames[index];
  const { type, progress, content, raw } = summary(frame);
  const texts = [
    number(index + 1),
    seconds(frame.at),
    index ? `+${seconds(frame.at - frames[index - 1].at)}` : "",
    frame.event === null ? t("comment") : type,
    progress,
    isRaw ? raw : content,
  ];
  row.id = `frame-${index}`;
  row.dataset.index = index;
  row.dataset.kind = kind(frame);
  row.ariaSelected = String(index === selected);
  row.ariaPosInSet = index + 1;
  row.ariaSetSize = total;
  for (const [cell, text] of texts.entries()) row.children[cell].textContent = text;
}

function drawDetail(frame, raw) {
  $("detail").hidden = !frame;
  if (!frame || (detail[0] === frame && detail[1] === raw)) return;
  detail = [frame, raw];
  $("detail").textContent = raw ? wire(frame) : JSON.stringify(parse(frame), null, 2);
}

/** Milliseconds as seconds. A clock that was set back shows no minus. */
const seconds = (ms) => (Math.max(ms, 0) / 1000).toFixed(3);
