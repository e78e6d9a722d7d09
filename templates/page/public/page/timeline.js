// A picture of the frames' arrival: time runs to the right, and a taller bar stands for more frames.
import { $ } from "./dom.js";
import { kind, selectFrame } from "./frames.js";
import { duration, number, t } from "./i18n.js";

/** From one bar to the next, in pixels. */
const STEP = 3;
const canvas = $("timeline");
let shown;

const redraw = () => shown && drawTimeline(shown);
new ResizeObserver(redraw).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
$("theme").addEventListener("input", redraw);
canvas.addEventListener("click", ({ offsetX }) => {
  if (!shown) return;
  const at = ((offsetX + STEP) / canvas.clientWidth) * shown.duration;
  selectFrame(shown.frames.findLastIndex((frame) => frame.at <= at));
});

/** Draws the frames of a run. */
export function drawTimeline(run) {
  shown = run;
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext("2d");
  const bars = gather(run, Math.ceil(width / STEP) || 1);
  const most = Math.log1p(Math.max(...bars.map(({ count }) => count)));

  // A canvas does not know variables: the style of the page turns them into colours.
  const colours = {};
  for (const name of ["event", "comment", "error"]) {
    canvas.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(canvas).color;
  }

  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  for (const [index, bar] of bars.entries()) {
    if (!bar.count) continue;
    const tall = height * (0.3 + 0.7 * (Math.log1p(bar.count) / most));
    context.fillStyle = colours[bar.kind];
    context.fillRect(index * STEP, height - tall, STEP - 1, tall);
  }
  canvas.ariaLabel = t("{0} frames in {1}", number(run.frames.length), duration(run.duration));
}

/** Counts the frames of each bar. An error or a comment among them gives it its colour. */
function gather({ frames, duration }, length) {
  const bars = Array.from({ length }, () => ({ count: 0, kind: "event" }));
  for (const frame of frames) {
    const bar = bars[Math.min(length - 1, Math.floor((frame.at / duration) * length))];
    bar.count++;
    if (kind(frame) !== "event") bar.kind = kind(frame);
  }
  return bars;
}
