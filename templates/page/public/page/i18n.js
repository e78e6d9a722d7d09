// Two languages. The page is written in English, and a catalogue translates each English text.
import { $ } from "./dom.js";
import { language } from "./language.js";
import { remember } from "./storage.js";
import { zhTW } from "./zh-TW.js";

const catalogues = { en: {}, "zh-TW": zhTW };
const select = $("language");
const listeners = [translate];
/** Each text and label of index.html, as it was written. */
const written = new Map();

/** Translates a text; `{0}`, `{1}` … stand for the values. What has no translation stays as it is. */
export function t(english, ...values) {
  const catalogue = catalogues[select.value];
  const text = Object.hasOwn(catalogue, english) ? catalogue[english] : english;
  return text.replace(/\{(\d)\}/g, (place, index) => values[index] ?? place);
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
  for (const [label, text] of written) label.nodeValue = text.replace(text.trim(), (english) => t(english));
}

const texts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) written.set(texts.currentNode, texts.currentNode.data);
for (const element of document.querySelectorAll("[aria-label]")) {
  written.set(element.getAttributeNode("aria-label"), element.ariaLabel);
}

// A switch that was used before beats the browser's language, and that the project's.
select.value = navigator.language.startsWith("zh") ? "zh-TW" : language;
remember("localStorage", select);
select.addEventListener("input", () => {
  for (const listener of listeners) listener();
});
translate();
