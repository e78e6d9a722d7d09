import { posix } from "node:path";
import type { Options } from "../options/table.ts";
import { frameworkOf } from "../platforms/frameworks.ts";
import type { Application } from "./application.ts";
import { named } from "./imports.ts";

/** The file that the lines are for; "" where none was found. */
export function fileFor({ framework, language }: Options, { main }: Application): string {
  const { module } = frameworkOf(framework);
  return module && main !== "" ? posix.join(posix.dirname(main), `${module}.${language}`) : main;
}

/** The two lines by which the main file of an application takes the endpoint, and gives it to its framework. */
export function linesFor(options: Options, application: Application): [string, string] {
  const use = frameworkOf(options.framework).use(JSON.stringify(options.prefix));
  return [importLine(application, options.language), use];
}

function importLine({ place, form, main }: Application, language: "ts" | "js"): string {
  const way = posix.relative(posix.dirname(main), place);
  if (form === "package" || form === "module") {
    const name = way.replaceAll("/", ".");
    return `from ${form === "package" ? "." : ""}${name}.server import app as chat`;
  }
  // A main file of ES modules in a package of CommonJS.
  const kind = form === "cjs" && main.endsWith(".mjs") ? "js" : form;
  const specifier = named(`${way.startsWith(".") ? way : `./${way}`}/index.${language}`, kind);
  return kind === "cjs"
    ? `const { chat } = require("${specifier}");`
    : `import { chat } from "${specifier}";`;
}
