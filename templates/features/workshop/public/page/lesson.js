// The lesson at hand, as its runner tells it: its text, its checks, and its hints, one at a time.
import { announce, h } from "./dom.js";
import { markdown } from "./markdown.js";

/** Milliseconds from one look to the next: the runner checks at each save. */
const PAUSE = 2000;

const summary = h("summary");
const columns = h("div", { id: "lesson-columns" });
const panel = h("details", { id: "lesson", open: true, hidden: true }, summary, columns);
let shown;
/** How many hints are shown, of the lesson with this number. */
let hints = { number: 0, count: 0 };

document.head.append(h("link", { rel: "stylesheet", href: "page/lesson.css" }));
document.querySelector("main").before(panel);

async function look() {
  // The server starts again at each save, so that it may be away for a moment.
  const reply = await fetch("page/lesson.json", { cache: "no-store" }).catch(() => undefined);
  const told = reply?.ok ? await reply.text() : shown;
  if (told === shown) return;
  shown = told;
  show(JSON.parse(told));
}

function show(lesson) {
  panel.hidden = lesson.number === undefined;
  if (panel.hidden) return;
  if (hints.number !== lesson.number) hints = { number: lesson.number, count: 0 };
  const { words, checks } = lesson;
  const passed = checks.filter(({ state }) => state === "passed").length;
  summary.textContent = `${words.lesson} (${passed} / ${checks.length})`;
  announce(summary.textContent, { quiet: true });

  const text = h("div", { className: "markdown" });
  markdown(text)(`${joined(lesson.text.replace(/^# .*\n/, ""))}\n`);
  const list = h("ul", {}, ...checks.map((check) => itemOf(check, words)));
  const told = h("ol", {});
  const button = h("button", { type: "button", textContent: words.pageHint });
  const tell = () => {
    told.replaceChildren(...lesson.hints.slice(0, hints.count).map((hint) => h("li", {}, hint)));
    button.disabled = hints.count >= lesson.hints.length;
  };
  button.addEventListener("click", () => {
    hints.count++;
    tell();
    announce(lesson.hints[hints.count - 1], { quiet: true });
  });
  tell();
  columns.replaceChildren(text, h("div", {}, list, told, button));
}

/** Between two Chinese characters, the end of a line is no space. */
const joined = (text) =>
  text
    .split("```")
    .map((part, code) => (code % 2 ? part : part.replace(/([\u3000-\uffef])\n *(?=[\u3000-\uffef])/g, "$1")))
    .join("```");

function itemOf({ state, title, told }, words) {
  const item = h("li", {}, h("b", {}, `[${words[state]}]`), ` ${title}`);
  item.dataset.state = state;
  item.append(...told.map((line) => h("p", { className: "muted" }, line)));
  return item;
}

setInterval(() => document.hidden || look(), PAUSE);
addEventListener("load", look);
