import Handlebars from "handlebars";
import { helpers } from "./helpers.ts";

const handlebars = Handlebars.create();
handlebars.registerHelper(helpers);

const knownHelpers = Object.fromEntries(Object.keys(helpers).map((name) => [name, true]));

/** Fills in a template. A name that the view does not have is an error. */
export function render(template: string, view: object): string {
  const fill = handlebars.compile(template, {
    noEscape: true,
    strict: true,
    knownHelpers,
    knownHelpersOnly: true,
  });
  return fill(view);
}
