// The fields beside the messages. Each shows a part of the request, and writes it back when it can be read.
import { $ } from "./dom.js";
import { t } from "./i18n.js";
import { changeRequest, currentRequest, newSessionId, onRequest, setRequest } from "./request.js";

const text = { read: (typed) => typed, write: (value) => value ?? "" };
const optional = { ...text, read: (typed) => typed || undefined };
const numeric = { ...text, read: (typed) => (typed ? Number(typed) : undefined) };
const json = {
  read: (typed) => (typed.trim() ? JSON.parse(typed) : undefined),
  write: (value) => JSON.stringify(value, null, 2) ?? "",
};
const checked = (fits, expected) => ({
  ...json,
  read(typed) {
    const value = json.read(typed);
    if (fits(value)) return value;
    throw new Error(t(expected));
  },
});
const array = checked((value) => value === undefined || Array.isArray(value), "Expected a JSON array: […]");
const object = checked((value) => /^{/.test(JSON.stringify(value)), "Expected a JSON object: {…}");

/** How the text of each field becomes a value, and back. */
const fields = {
  model: text,
  sessionId: text,
  clientId: optional,
  sourceLanguage: optional,
  temperature: numeric,
  maxTokens: numeric,
  tools: array,
  toolChoice: json,
};
for (const [name, kind] of Object.entries(fields)) {
  bind(
    $(name),
    kind,
    () => currentRequest()[name],
    (value) => changeRequest({ [name]: value }),
  );
}
bind($("json"), object, currentRequest, setRequest);

$("new-session").addEventListener("click", () => changeRequest({ sessionId: newSessionId() }));
$("view").addEventListener("change", (event) => {
  // A disabled fieldset is not checked, so that nothing out of sight can stop Send.
  for (const view of [$("form-view"), $("json-view")])
    view.hidden = view.disabled = view.id !== event.target.value;
});
$("form").addEventListener("invalid", () => ($("more").open = true), { capture: true });

function bind(field, { read, write }, get, set) {
  const check = (message) => {
    field.setCustomValidity(message);
    $("typo").textContent = message;
  };
  const show = () => {
    if (says(field, read, get())) return;
    field.value = write(get());
    check("");
  };
  show();
  onRequest(show);
  field.addEventListener("input", () => {
    try {
      const value = read(field.value);
      check("");
      set(value);
    } catch (error) {
      check(error.message);
    }
  });
}

/** Whether the field holds this value already, in the way that someone typed it. */
function says(field, read, value) {
  try {
    return JSON.stringify(read(field.value)) === JSON.stringify(value);
  } catch {
    return false; // It cannot be read, so it holds no value.
  }
}
