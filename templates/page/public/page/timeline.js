// A picture of the frames' arrival: time runs to the right, and a taller bar stands for more frames.
import { gather } from "./bars.js";
import { $ } from "./dom.js";
import { onDraw, redraw } from "./drawing.js";
import { selectFrame } from "./frames.js";
import { duration, number, t } from "./i18n.js";

/** From one bar to the next, in pixels. */
const STEP = 3;
const canvas = $("timeline");
let shown;

onDraw(drawTimeline);
new ResizeObserver(redraw).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
$("theme").addEventListener("input", redraw);
canvas.addEventListener("click", ({ offsetX }) => {
  if (!shown) return;
  const at = ((offsetX + STEP) / canvas.clientWidth) * shown.duration;
  const index = shown.frames.findLastIndex((frame) => frame.at <= at);
  selectFrame(Math.max(index, 0));
});

function drawTimeline(run) {
  shown = run;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.ariaLabel = t("{0} frames in {1}", number(run.frames.length), duration(run.duration));
  canvas.width = width * devicePixelRatio;
  canvas.height = height * devicePixelRatio;
  if (!canvas.width || !canvas.height) return;
  const context = canvas.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);

  // A canvas does not know variables: the style of the page turns them into colours.
  const colours = {};
  for (const name of ["event", "comment", "error"]) {
    canvas.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(canvas).color;
  }

  const bars = gather(run, Math.ceil(width / STEP));
  const most = Math.log1p(Math.max(...bars.map(({ count }) => count)));
  for (const [index, bar] of bars.entries()) {
    if (!bar.count) continue;
    const tall = height * (0.3 + 0.7 * (Math.log1p(bar.count) / most));
    context.fillStyle = colours[bar.kind];
    context.fillRect(index * STEP, height - tall, STEP - 1, tall);
  }
}
