// What the server says of itself: whether it is ready, and its settings.
import { $, h } from "./dom.js";
import { number, onLanguage, t } from "./i18n.js";

const listeners = [];
let state = "Connecting";
let settings;
let timer;

/** Undefined until the server has answered. */
export const currentSettings = () => settings;

/** Calls `listener` with the settings when they come, and when they have changed. */
export const onSettings = (listener) => listeners.push(listener);

/** The address of the endpoint. `./` makes sure that a prefix like `/javascript:x` stays a path. */
export const endpoint = () => new URL(`./${settings.endpoint}`, document.baseURI).href;

/** Looks at the server; every second until it is ready, since it may be restarting. */
export async function look() {
  const before = JSON.stringify(settings);
  try {
    const [health, readiness] = await Promise.all([fetch("healthz"), fetch("readyz")]);
    settings = await (await fetch("page/settings.json")).json();
    state = !health.ok ? "Not reachable" : readiness.ok ? "Ready" : "Shutting down";
  } catch {
    state = "Not reachable"; // No answer at all.
  }
  if (JSON.stringify(settings) !== before) for (const listener of listeners) listener(settings);
  show();
  clearTimeout(timer);
  if (state !== "Ready") timer = setTimeout(look, 1000);
}

window.addEventListener("load", look);
window.addEventListener("focus", look);
onLanguage(show);

function show() {
  $("state").dataset.state = state;
  $("state").textContent = t(state);
  if (!settings) return;
  $("banner").hidden = settings.handlerSet;
  $("endpoint").textContent = `POST ${new URL(endpoint()).pathname}`;
  $("settings").replaceChildren(
    ...Object.entries(settings).flatMap(([name, value]) => [
      h("dt", {}, name),
      h("dd", {}, typeof value === "number" ? number(value) : String(value)),
    ]),
  );
}
