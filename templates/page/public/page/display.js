// What shows a run: its answer, its frames and their picture, drawn no more often than the screen.
import { showFrames } from "./frames.js";
import { onLanguage } from "./i18n.js";
import { showResponse } from "./response.js";
import { drawTimeline } from "./timeline.js";

let shown;
let requested = 0;
/** When to draw again. After a slow drawing comes a long rest, so that typing stays quick. */
let rested = 0;
onLanguage(draw);

/** Shows a run, and goes on while it runs. */
export function show(run) {
  shown = run;
  draw();
}

function draw() {
  if (requested) return;
  requested = requestAnimationFrame(() => {
    requested = 0;
    if (!shown) return;
    const start = performance.now();
    const running = shown.state === "running";
    if (!running || start > rested) {
      showResponse(shown);
      showFrames(shown.frames);
      drawTimeline(shown);
      rested = start + 5 * (performance.now() - start);
    }
    if (running) draw();
  });
}
