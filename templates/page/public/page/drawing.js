// The one place that draws: no more often than the screen, and whatever fails in a picture, the next one comes.
import { onLanguage } from "./i18n.js";

/** How much longer than its drawing a part rests while a run goes on, so that typing stays quick. */
const REST = 8;
const parts = [];
let shown;
let requested = false;
onLanguage(redraw);

/** Lets `draw` draw each run that is shown, again while it goes on. Returns what draws it at once. */
export function onDraw(draw) {
  const part = { draw, restsUntil: 0, fault: undefined };
  parts.push(part);
  return () => shown && attempt(part);
}

/** Shows a run, and goes on while it runs. */
export function show(run) {
  shown = run;
  for (const part of parts) part.restsUntil = 0;
  redraw();
}

/** Draws all parts with the screen's next picture. */
export function redraw() {
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    if (!shown) return;
    const running = shown.state === "running";
    for (const part of parts) if (!running || performance.now() >= part.restsUntil) attempt(part);
    if (running) redraw();
  });
}

function attempt(part) {
  const start = performance.now();
  try {
    part.draw(shown);
    part.fault = undefined;
  } catch (error) {
    // Not again with each picture.
    if (part.fault !== String(error)) reportError(error);
    part.fault = String(error);
  }
  const end = performance.now();
  part.restsUntil = end + REST * (end - start);
}
