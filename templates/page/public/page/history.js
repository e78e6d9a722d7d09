// The last runs: see one again, compare two, save one as a file.
import { $, h, onShown } from "./dom.js";
import { show } from "./drawing.js";
import { onLanguage, t } from "./i18n.js";
import { figures, outcome } from "./response.js";
import { newRun } from "./run.js";
import { keep, recall } from "./storage.js";

const KEPT = 10;
/** In characters, of all runs: no tab's storage holds much more. */
const ROOM = 2_000_000;
const [run, compare] = [$("run"), $("compare")];
let runs = recallRuns();
let shown;

if (runs.length) open(runs.length - 1);
onLanguage(list);
run.addEventListener("change", () => open(run.selectedIndex));
compare.addEventListener("change", showComparison);
onShown(list);
$("save").addEventListener("click", () => {
  const json = new Blob([JSON.stringify(runs[shown], null, 2)], { type: "application/json" });
  const href = URL.createObjectURL(json);
  h("a", { href, download: `llmbrick-run-${runs[shown].number}.json` }).click();
  URL.revokeObjectURL(href);
});

/** Adds a run of the request, in place of the oldest, shows it and returns it. */
export function addRun(request) {
  const added = newRun((runs.at(-1)?.number ?? 0) + 1, request);
  runs = [...runs, added].slice(-KEPT);
  open(runs.length - 1);
  return added;
}

/** Keeps the runs for a reload of the page: the newest, as far as the tab's storage holds them. */
export function runEnded() {
  list();
  let room = ROOM;
  const size = ({ frames, text }) => frames.reduce((sum, { data }) => sum + data.length + 50, text.length);
  const kept = [];
  for (const run of runs.toReversed()) {
    if (size(run) > room) continue;
    room -= size(run);
    kept.unshift(run);
  }
  keep("sessionStorage", "runs", kept);
}

/** The runs of an earlier visit. Something else may stand there. */
function recallRuns() {
  const kept = recall("sessionStorage", "runs");
  const isRun = (run) =>
    [run?.frames, run?.calls].every(Array.isArray) && typeof run.text === "string" && run.request;
  return Array.isArray(kept) ? kept.filter(isRun) : [];
}

function open(index) {
  shown = index;
  compare.value = "";
  list();
  show(runs[index]);
}

function list() {
  if (!runs.length) return;
  const compared = compare.value;
  const options = () =>
    runs.map((run, index) => new Option(`#${run.number} · ${run.request.model} · ${outcome(run)}`, index));
  $("runs").hidden = false;
  run.replaceChildren(...options());
  run.selectedIndex = shown;
  compare.replaceChildren(new Option(t("Compare with"), ""), ...options());
  compare.value = compared;
  showComparison();
}

function showComparison() {
  const other = runs[compare.value];
  $("comparison").hidden = !other;
  $("answer").hidden = Boolean(other);
  if (other) $("comparison").replaceChildren(...comparison(runs[shown], other));
}

function comparison(one, other) {
  const others = figures(other);
  const row = (tag, name, ...values) =>
    h("tr", {}, h("th", { scope: "row" }, name), ...values.map((value) => h(tag, {}, value)));
  return [
    h(
      "table",
      {},
      row("th", t("Run"), `#${one.number}`, `#${other.number}`),
      row("td", t("Outcome"), outcome(one), outcome(other)),
      ...figures(one).map(([name, value], index) => row("td", name, value ?? "–", others[index][1] ?? "–")),
    ),
    h("h3", {}, t("Text")),
    sideBySide(one.text, other.text),
    h("h3", {}, t("Request")),
    sideBySide(...[one, other].map(({ request }) => JSON.stringify(request, null, 2))),
  ];
}

/** Two texts. What lies between their common beginning and their common end is marked in each. */
function sideBySide(one, other) {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  let end = 0;
  while (start < shorter && one[start] === other[start]) start++;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  const columns = [one, other].map((text) => {
    const stop = text.length - end;
    return h("pre", {}, text.slice(0, start), h("mark", {}, text.slice(start, stop)), text.slice(stop));
  });
  return h("div", { className: "pair" }, ...columns);
}
