// The list of messages: write, add, remove, and move by button, by Alt+arrow or by dragging.
import { $ } from "./dom.js";
import { number, onLanguage, t } from "./i18n.js";
import { changeMessages, codePoints, formMessages, onRequest } from "./request.js";

/** More would make the page slow. They are sent all the same. */
const MOST = 200;
const list = $("messages");
let maxLength = 0;

onRequest(render);
onLanguage(render);
$("add").addEventListener("click", () => {
  const role = formMessages().at(-1)?.role === "user" ? "assistant" : "user";
  changeMessages((messages) => [...messages, { role, content: "" }]);
  focusMessage(formMessages().length - 1);
});
list.addEventListener("input", ({ target }) => {
  const item = target.closest("li");
  const [role, content] = ["select", "textarea"].map((tag) => item.querySelector(tag).value);
  changeMessages((messages) => messages.with(indexOf(item), { role, content }));
});
list.addEventListener("click", ({ target }) => {
  const index = indexOf(target.closest("li"));
  if (target.matches(".up")) move(index, index - 1, ".up");
  if (target.matches(".down")) move(index, index + 1, ".down");
  if (target.matches(".remove")) remove(index);
});
list.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step) return;
  event.preventDefault();
  const index = indexOf(event.target.closest("li"));
  move(index, index + step, event.target.localName);
});
list.addEventListener("pointerdown", drag);

/** Counts lengths against the server's limit. */
export function limitMessages({ maxMessageLength }) {
  maxLength = maxMessageLength;
  render();
}

export const focusMessage = (index) => list.children[index]?.querySelector("textarea").focus();

const indexOf = (item) => Array.from(list.children).indexOf(item);

/** Moves a message; `focus` selects what in it has the focus afterwards. */
function move(from, to, focus) {
  if (!list.children[to]) return;
  changeMessages((messages) => messages.toSpliced(from, 1).toSpliced(to, 0, messages[from]));
  list.children[to].querySelector(focus).focus();
}

function remove(index) {
  changeMessages((messages) => messages.toSpliced(index, 1));
  const next = Math.min(index, list.children.length - 1);
  if (next < 0) $("add").focus();
  else focusMessage(next);
}

/** Follows a pointer that took a message by its handle. Let go over another, it takes that one's place. */
function drag({ target: handle, pointerId }) {
  if (!handle.matches(".handle")) return;
  const dragged = handle.closest("li");
  let over = dragged;
  handle.setPointerCapture(pointerId);
  handle.onpointermove = ({ clientX, clientY }) => {
    over.className = "";
    over = document.elementFromPoint(clientX, clientY)?.closest("#messages li") ?? over;
    over.className = "over";
  };
  handle.onlostpointercapture = () => {
    handle.onpointermove = handle.onlostpointercapture = null;
    over.className = "";
    move(indexOf(dragged), indexOf(over), "textarea");
  };
}

/** Makes the list show the request's messages. */
function render() {
  const messages = formMessages();
  const shown = messages.slice(0, MOST);
  const rest = messages.length - shown.length;
  while (list.children.length > shown.length) list.lastElementChild.remove();
  while (list.children.length < shown.length) list.append($("message").content.cloneNode(true));
  for (const [index, message] of shown.entries()) fill(list.children[index], message, index + 1);
  $("rest").textContent = rest ? t("{0} more messages; see them as JSON.", number(rest)) : "";
}

function fill(item, { role, content }, position) {
  const select = item.querySelector("select");
  const textarea = item.querySelector("textarea");
  const length = codePoints(content);

  if (!Array.from(select.options).some(({ value }) => value === role)) select.add(new Option(role));
  select.value = role;
  if (textarea.value !== content) textarea.value = content;
  textarea.ariaInvalid = String(length > maxLength);
  item.querySelector(".count").textContent = `${number(length)} / ${number(maxLength)}`;
  for (const control of item.querySelectorAll("[data-name]")) {
    control.ariaLabel = t(control.dataset.name, position);
  }
}
