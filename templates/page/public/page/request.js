// The request that is being written: one plain object. The form and the JSON editor are two views of it.
import { onShown } from "./dom.js";
import { keep, recall } from "./storage.js";

const listeners = [];
const kept = recall("sessionStorage", "request");
let request =
  kept && typeof kept === "object" && !Array.isArray(kept)
    ? kept
    : {
        model: undefined,
        messages: [{ role: "user", content: "Hello" }],
        sessionId: newSessionId(),
        sourceLanguage: navigator.language,
      };

onShown(() => tell(true));

export const currentRequest = () => request;

/** Calls `listener` with the request after each change, and whether unfinished text gives way to it: `anew`. */
export const onRequest = (listener) => listeners.push(listener);

/** Replaces the request. */
export function setRequest(next, anew = false) {
  request = next;
  keep("sessionStorage", "request", request);
  tell(anew);
}

function tell(anew) {
  for (const listener of listeners) listener(request, anew);
}

/** Changes some fields. JSON leaves out those that become undefined. */
export const changeRequest = (fields, anew) => setRequest({ ...request, ...fields }, anew);

/** Changes the messages by a function that takes and returns a list of them. */
export const changeMessages = (change) => changeRequest({ messages: change(formMessages()) });

/** The messages, if the form can show them: each with a role and a content, both text. Else none. */
export function formMessages() {
  const { messages } = request;
  const fits = (message) => typeof message?.role === "string" && typeof message.content === "string";
  return Array.isArray(messages) && messages.every(fits) ? messages : [];
}

/** Nobody guesses it: where there are no keys, what belongs to a session is for who knows its id. */
export function newSessionId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `s-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The length that the server limits: Unicode code points, so that an emoji counts once. */
export const codePoints = (text) => text.replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, "_").length;
