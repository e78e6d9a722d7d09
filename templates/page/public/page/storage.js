// What the page remembers: in `localStorage` for the browser, in `sessionStorage` for this tab.
import { onShown } from "./dom.js";

/** Reads a kept value; null when there is none. */
export function recall(area, key) {
  try {
    return JSON.parse(window[area].getItem(`llmbrick:${key}`));
  } catch {
    return null; // Storage is forbidden, or something else wrote here.
  }
}

/** Keeps a value as JSON. */
export function keep(area, key, value) {
  try {
    window[area].setItem(`llmbrick:${key}`, JSON.stringify(value));
  } catch {
    // Forbidden or full: the value lasts as long as the page.
  }
}

/** Shows the kept value of a field, and keeps each change of it. */
export function remember(area, field, property = "value") {
  let value = recall(area, field.id) ?? field[property];
  const show = () => {
    field[property] = value;
    if (field.selectedIndex === -1) field.selectedIndex = 0;
  };
  show();
  onShown(show);
  field.addEventListener("input", () => {
    value = field[property];
    keep(area, field.id, value);
  });
}
