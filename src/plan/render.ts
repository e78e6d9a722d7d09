import { helpers } from "./helpers.ts";

/** A template whose Handlebars syntax was read at build time: its parts, one after the other. */
export type Template = readonly Part[];

export type HelperName = keyof typeof helpers;

/** A text as it is, or a value. */
type Part = string | Value;

/** The value of a name, and what it goes through, one after the other. */
export interface Value {
  readonly name: string;
  readonly helpers: readonly HelperName[];
}

type View = Readonly<Record<string, unknown>>;

/** Fills in a template. A name that the view does not have is an error. */
export function render(template: Template, view: View): string {
  return template.map((part) => renderPart(part, view)).join("");
}

function renderPart(part: Part, view: View): string {
  if (typeof part === "string") return part;
  const value = part.helpers.reduce<unknown>(
    (result, helper) => (helpers[helper] as (value: unknown) => string)(result),
    lookUp(part.name, view),
  );
  return String(value);
}

function lookUp(name: string, view: View): unknown {
  if (!Object.hasOwn(view, name)) throw new Error(`"${name}" not defined: the template needs it`);
  return view[name];
}
