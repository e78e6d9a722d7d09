// Requests to start from: two that work, and one that breaks each business rule.
import { $ } from "./dom.js";
import { onLanguage, t } from "./i18n.js";
import { changeRequest } from "./request.js";
import { currentSettings } from "./server.js";

const system = { role: "system", content: "You are a patient teacher." };
const user = { role: "user", content: "Hello" };
const assistant = { role: "assistant", content: "Hello! What would you like to know?" };

/** What each puts into the request, given the limits of the server. */
const presets = {
  Hello: () => ({ messages: [user] }),
  "Long conversation": ({ maxMessagesCount: most }) => ({
    messages: lesson(Math.min(21, most - 1 + (most % 2))),
  }),
  "No messages": () => ({ messages: [] }),
  "Too many messages": ({ maxMessagesCount: most }) => ({ messages: Array(most + 1).fill(user) }),
  "Message too long": ({ maxMessageLength: most }) => ({
    messages: [{ ...user, content: "x".repeat(most + 1) }],
  }),
  "Two system messages": () => ({ messages: [system, system, user] }),
  "Last message not from user": () => ({ messages: [user, assistant] }),
  "Unknown role": () => ({ messages: [{ role: "tool", content: "42" }, user] }),
  "Unknown model": () => ({ messages: [user], model: "no-such-model" }),
};

/** A conversation of an odd number of messages, so that the last is from the user. */
function lesson(length) {
  return Array.from({ length }, (_, index) => {
    const n = Math.ceil((index + 1) / 2);
    return index % 2
      ? { ...assistant, content: `${n} × 7 = ${n * 7}` }
      : { ...user, content: `What is ${n} × 7?` };
  });
}

const select = $("preset");
function list() {
  const names = Object.keys(presets).map((name) => new Option(t(name), name));
  select.replaceChildren(new Option(t("Presets"), ""), ...names);
}
list();
onLanguage(list);
select.addEventListener("change", () => {
  const settings = currentSettings();
  changeRequest({ model: settings.allowedModels[0], ...presets[select.value](settings) });
  select.value = "";
});
