// Requests to start from: the handler's examples, and one that breaks each business rule.
import { $ } from "./dom.js";
import { examples } from "./examples.js";
import { onLanguage, t } from "./i18n.js";
import { changeRequest } from "./request.js";
import { currentSettings } from "./server.js";

const say = (role, content) => ({ role, content });
const hello = say("user", "Hello");

/** Messages, given the limits of the server. */
const conversations = {
  "Long conversation": ({ maxMessagesCount: most }) => count(Math.min(21, most - 1 + (most % 2))),
  "No messages": () => [],
  "Too many messages": ({ maxMessagesCount: most }) => Array(most + 1).fill(hello),
  "Message too long": ({ maxMessageLength: most }) => [say("user", "x".repeat(most + 1))],
  "Two system messages": () => [say("system", "Be kind."), say("system", "Be brief."), hello],
  "Last message not from user": () => [hello, say("assistant", "Hello!")],
  "Unknown role": () => [say("tool", "42"), hello],
  "Unknown model": () => [hello],
};

/** User and assistant count in turn; an odd number ends with the user. */
const count = (length) =>
  Array.from({ length }, (_, index) => say(index % 2 ? "assistant" : "user", `${index + 1}`));

const select = $("preset");
function list() {
  const names = Object.keys({ ...examples, ...conversations }).map((name) => new Option(t(name), name));
  select.replaceChildren(new Option(t("Presets"), ""), ...names);
}
list();
onLanguage(list);
select.addEventListener("change", () => {
  const settings = currentSettings();
  const model = select.value === "Unknown model" ? "no-such-model" : settings.allowedModels[0];
  const fields = examples[select.value] ?? { messages: conversations[select.value](settings) };
  changeRequest({ model, tools: undefined, toolChoice: undefined, ...fields }, true);
  select.value = "";
});
