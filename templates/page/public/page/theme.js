// Light, dark, or as the system is.
import { $ } from "./dom.js";
import { remember } from "./storage.js";

const theme = $("theme");
remember("localStorage", theme);
theme.addEventListener("input", apply);
apply();

function apply() {
  document.documentElement.style.colorScheme = theme.value;
}
