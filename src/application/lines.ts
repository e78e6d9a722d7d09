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
  const use = frameworkOf(options.framework).use(JSON.stringify(options.prefix), application.app ?? "app");
  return [importLine(application, options.language), use];
}

/** Whether the lines name a variable of the application's whose name could not be read. */
export const isNameless = ({ framework }: Options, { app }: Application): boolean =>
  app === undefined && frameworkOf(framework).module === undefined;

function importLine({ place, form, main, by }: Application, language: "ts" | "js"): string {
  const way = posix.relative(posix.dirname(main), place);
  if (form === "package" || form === "module") {
    const name = way.replaceAll("/", ".");
    return `from ${form === "package" ? "." : ""}${name}.server import app as chat`;
  }
  // ES modules name the whole file, though it is one of CommonJS.
  const kind = by === "import" ? "ts-js" : form;
  const specifier = named(`${way.startsWith(".") ? way : `./${way}`}/index.${language}`, kind);
  return (by ?? (form === "cjs" ? "require" : "import")) === "require"
    ? `const { chat } = require("${specifier}");`
    : `import { chat } from "${specifier}";`;
}
