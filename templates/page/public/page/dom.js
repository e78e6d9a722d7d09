/** Finds an element by its id. */
export const $ = (id) => document.getElementById(id);

/** Makes an element: `h("li", { className: "row" }, "text", child)`. A string becomes text, never markup. */
export function h(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Calls `listener` when the page is shown, also by Back: just after, a browser may empty or fill its fields. */
export const onShown = (listener) => addEventListener("pageshow", () => setTimeout(listener));

/** Lets a screen reader say what happened, and shows it for a while unless it is `quiet`. */
export function announce(text, { quiet = false } = {}) {
  const toast = $("toast");
  toast.textContent = text;
  if (!quiet) toast.animate({ opacity: [1, 1] }, 3000);
}
