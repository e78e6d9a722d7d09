// The fields beside the messages. Each shows a part of the request, and writes it back when it can be read.
import { $, onShown } from "./dom.js";
import { onLanguage, t } from "./i18n.js";
import { changeRequest, currentRequest, newSessionId, onRequest, setRequest } from "./request.js";

const text = { read: (typed) => typed, write: (value) => value ?? "" };
const optional = { ...text, read: (typed) => typed || undefined };
const numeric = { ...text, read: (typed) => (typed ? Number(typed) : undefined) };
const json = {
  read: (typed) => (typed.trim() ? parse(typed) : undefined),
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
  const get = () => currentRequest()[name];
  bind($(name), kind, get, (value) => changeRequest({ [name]: value }), get);
}
// Half-written, it stays whatever the form says meanwhile.
bind($("json"), object, currentRequest, setRequest, () => null);

$("new-session").addEventListener("click", () => changeRequest({ sessionId: newSessionId() }));
$("view").addEventListener("change", showView);
onShown(showView);

function showView() {
  const chosen = $("view").querySelector(":checked").value;
  // A disabled fieldset is not checked, so that nothing out of sight can stop Send.
  for (const view of [$("form-view"), $("json-view")]) view.hidden = view.disabled = view.id !== chosen;
  showFault();
}

/** Whether all fields in sight can be read. Else the first that can't be has the focus. */
export function isReadable() {
  const faulty = faultyField();
  if ($("more").contains(faulty)) $("more").open = true;
  faulty?.focus();
  return !faulty;
}

function faultyField() {
  return Array.from($("form").elements).find(({ willValidate, validity }) => willValidate && !validity.valid);
}

/** Says what is wrong, once, in the page's language and not in the browser's. */
function showFault() {
  const faulty = faultyField();
  $("typo").textContent = faulty?.validity.badInput
    ? t("Expected a number")
    : (faulty?.validationMessage ?? "");
}

/** Joins a field to a part of the request. What can't be read yet stays, until what is `watched` changes. */
function bind(field, { read, write }, get, set, watched) {
  let unfinished; // What was watched, as JSON.
  const readField = () => {
    try {
      const value = read(field.value);
      field.setCustomValidity("");
      return { value };
    } catch (error) {
      field.setCustomValidity(error.message);
      return undefined;
    }
  };
  const show = (_request, anew) => {
    const stays = unfinished === undefined ? says(field, read, get()) : unfinished === json.write(watched());
    if (stays && !anew) return;
    unfinished = undefined;
    field.value = write(get());
    field.setCustomValidity("");
    showFault();
  };

  show();
  onRequest(show);
  onLanguage(() => {
    if (unfinished !== undefined) readField();
    showFault();
  });
  field.addEventListener("input", () => {
    const typed = readField();
    unfinished = typed ? undefined : json.write(watched());
    showFault();
    if (typed) set(typed.value);
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

function parse(typed) {
  try {
    return JSON.parse(typed);
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec(error.message) ?? [];
    throw new Error(line ? t("This is not JSON: line {0}, column {1}", line, column) : t("This is not JSON"));
  }
}
