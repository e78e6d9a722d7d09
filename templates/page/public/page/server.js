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

/** Looks at the server; every second while it is not ready, since it may restart after a change. */
export async function look() {
  try {
    const [health, readiness] = await Promise.all([fetch("healthz"), fetch("readyz")]);
    const read = await (await fetch("page/settings.json")).json();
    const changed = JSON.stringify(read) !== JSON.stringify(settings);
    settings = read;
    if (changed) for (const listener of listeners) listener(settings);
    state = !health.ok ? "Not reachable" : readiness.ok ? "Ready" : "Shutting down";
  } catch {
    state = "Not reachable"; // No answer at all.
  }
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
  const seconds = (value) => t("{0} s", number(value, 2));
  const limits = {
    Models: settings.allowedModels.join(", "),
    "Longest message": number(settings.maxMessageLength),
    "Messages in a request": number(settings.maxMessagesCount),
    "Largest body": t("{0} bytes", number(settings.maxBodyBytes)),
    "Streams at a time": number(settings.maxConcurrentConnections),
    "Wait for an event": seconds(settings.requestTimeout),
    "Keep-alive after": seconds(settings.heartbeatInterval),
    "Debug mode": t(settings.debugMode ? "On" : "Off"),
  };
  $("banner").hidden = settings.handlerSet;
  $("endpoint").textContent = `POST ${new URL(endpoint()).pathname}`;
  $("limits").replaceChildren(
    ...Object.entries(limits).flatMap(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, value)]),
  );
}
