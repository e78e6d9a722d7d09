// What the server says of itself: whether it is ready, and its settings.
import { $, h } from "./dom.js";
import { number, onLanguage, t } from "./i18n.js";
import { currentRoute, onRoute } from "./route.js";

/** Milliseconds until the next look: at a server that is away, and at one that is ready, at first and at last. */
const AWAY = 1000;
const SOONEST = 5000;
const LATEST = 30_000;
/** Milliseconds for its answer. */
const PATIENCE = 5000;

const listeners = [];
let state = "Connecting";
let settings;
let looking;
let timer;
let pause;

/** Undefined until the server has answered. */
export const currentSettings = () => settings;

/** Calls `listener` with the settings when they come, and when they have changed. */
export const onSettings = (listener) => listeners.push(listener);

/** The address to ask at. `./` makes sure that a prefix like `/javascript:x` stays a path. */
export const endpoint = () => new URL(`./${currentRoute().path(settings)}`, document.baseURI).href;

/** Looks at the server, now and again while the page is in sight: it may be restarting. */
export function look() {
  pause = SOONEST;
  return lookOnce();
}

function lookOnce() {
  clearTimeout(timer);
  looking ??= ask().finally(() => {
    looking = undefined;
    if (document.hidden) return;
    timer = setTimeout(lookOnce, state === "Ready" ? pause : AWAY);
    // Each look leaves lines in the server's log.
    pause = Math.min(pause * 2, LATEST);
  });
  return looking;
}

async function ask() {
  const before = JSON.stringify(settings);
  const get = (path) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  try {
    const [readiness, reply] = await Promise.all([get("readyz"), get("page/settings.json")]);
    const told = reply.ok ? await reply.json() : undefined;
    if (Array.isArray(told?.allowedModels)) settings = told;
    state = readiness.ok ? "Ready" : readiness.status === 503 ? await whyNot(readiness) : "Not reachable";
  } catch {
    state = "Not reachable"; // No answer at all.
  }
  show();
  if (JSON.stringify(settings) !== before) for (const listener of listeners) listener(settings);
}

/** A server that is there takes no requests while it ends, or while a part of it is missing. */
const whyNot = async (readiness) =>
  (await readiness.json()).status === "draining" ? "Shutting down" : "Not ready";

addEventListener("load", look);
addEventListener("focus", look);
document.addEventListener("visibilitychange", () => document.hidden || look());
onLanguage(show);
onRoute(show);

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
