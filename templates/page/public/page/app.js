// The test page: write a request, send it, watch the answer. Each module connects its own part of the page.
import "./parts.js";
import { $, announce, h } from "./dom.js";
import { isReadable } from "./form.js";
import { addRun, runEnded } from "./history.js";
import { duration, number, t } from "./i18n.js";
import { focusMessage, limitMessages } from "./messages.js";
import { changeMessages, changeRequest, currentRequest, formMessages } from "./request.js";
import { outcome } from "./response.js";
import { currentRoute } from "./route.js";
import { perform } from "./run.js";
import { currentSettings, endpoint, look, onSettings } from "./server.js";
import { snippets } from "./snippets.js";
import { remember } from "./storage.js";

/** Present while a run goes on. */
let running;
const isNarrow = matchMedia("(width < 60rem)");

async function send(event) {
  event.preventDefault();
  if (running || !currentSettings() || !isReadable()) return;
  running = new AbortController();
  switchButtons();
  const run = addRun(currentRequest());
  announce(t("Streaming"), { quiet: true });
  // One below the other, as on a phone, the answer would be out of sight.
  if (isNarrow.matches) $("response").scrollIntoView();
  await perform(run, { url: endpoint(), apiKey: $("api-key").value, signal: running.signal });
  running = undefined;
  switchButtons();
  runEnded();
  announce(t("{0}: {1} events in {2}", outcome(run), number(run.events), duration(run.duration)), {
    quiet: true,
  });
  if ($("conversation").checked && run.state === "done" && run.text && !run.calls.length) nextTurn(run.text);
  if (run.state === "failed") await look();
}

/** Ends the request, so that the handler's signal fires on the server. */
const stop = () => running?.abort();

/** The button that does nothing now stays in reach of the keyboard, so that the focus is not lost. */
function switchButtons() {
  $("send").ariaDisabled = String(Boolean(running));
  $("stop").ariaDisabled = String(!running);
}

/** The answer becomes a message, and the next one is the reader's. */
function nextTurn(content) {
  const turn = [
    { role: "assistant", content },
    { role: "user", content: "" },
  ];
  changeMessages((messages) => [...messages, ...turn]);
  if (!isNarrow.matches) focusMessage(formMessages().length - 1);
}

async function copy({ currentTarget }) {
  const snippet = snippets[currentTarget.dataset.copy];
  const { body, reading } = currentRoute();
  const value = snippet(endpoint(), body(currentRequest()), currentSettings().apiKeyRequired, reading);
  if (navigator.clipboard) await navigator.clipboard.writeText(value);
  else {
    // On plain HTTP from another host, only a selection can be copied.
    const area = h("textarea", { value });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    currentTarget.focus();
  }
  announce(t("Copied"));
}

$("form").addEventListener("submit", send);
$("stop").addEventListener("click", stop);
document.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
  if (key === "Enter" && (ctrlKey || metaKey)) $("form").requestSubmit();
  if (key === "Escape") stop();
});
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", copy);
remember("sessionStorage", $("conversation"), "checked");
// For this tab only, since it is a secret.
remember("sessionStorage", $("api-key"));

onSettings((settings) => {
  const { allowedModels, apiKeyRequired } = settings;
  $("models").replaceChildren(...allowedModels.map((value) => h("option", { value })));
  $("api-key-field").hidden = !apiKeyRequired;
  document.querySelector("main").inert = false;
  limitMessages(settings);
  changeRequest({ model: currentRequest().model ?? allowedModels[0] });
});
