// Two languages. The page is written in English, and a catalogue translates each English text.
import { $ } from "./dom.js";
import { remember } from "./storage.js";
import { zhTW } from "./zh-TW.js";

const catalogues = { en: {}, "zh-TW": zhTW };
const select = $("language");
const listeners = [translate];
/** Each text and label of index.html, as it was written. */
const written = new Map();

/** Translates a text; `{0}`, `{1}` … stand for the values. */
export function t(english, ...values) {
  const text = catalogues[select.value][english] ?? english;
  return text.replace(/\{(\d)\}/g, (_, index) => values[index]);
}

/** A number as the reader's language writes it. */
export const number = (value, digits = 0) =>
  value.toLocaleString(select.value, { maximumFractionDigits: digits });

/** Milliseconds as a person reads them. */
export const duration = (ms) => (ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000, 2)} s`);

/** Calls `listener` after each change of the language. */
export const onLanguage = (listener) => listeners.push(listener);

function translate() {
  document.documentElement.lang = select.value;
  for (const [label, text] of written) label.nodeValue = text.replace(text.trim(), t);
}

const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) written.set(texts.currentNode, texts.currentNode.data);
for (const element of document.querySelectorAll("[aria-label]")) {
  written.set(element.getAttributeNode("aria-label"), element.ariaLabel);
}

if (navigator.language.startsWith("zh")) select.value = "zh-TW";
remember("localStorage", select);
select.addEventListener("input", () => {
  for (const listener of listeners) listener();
});
translate();
