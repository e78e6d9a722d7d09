import { posix } from "node:path";
import { frameworks } from "../platforms/frameworks.ts";
import type { Form } from "./application.ts";

/** The specifier of a relative import, in code that is formatted as ours. */
const RELATIVE = /((?:\bfrom |^import |\bimport\()")(\.{1,2}\/[^"\n]+)(?=")/gm;

/** The name that an import gives to a TypeScript file. */
const EXTENSIONS: Partial<Record<Form, string>> = { "ts-js": ".js", "ts-cjs": "", cjs: "" };

/**
 * A module at its new path: its imports lead to where the others are, and are written as the application writes them.
 * @param newPath where each file of the project goes
 */
export function moved(code: string, path: string, newPath: (path: string) => string, form: Form): string {
  const folder = posix.dirname(newPath(path));
  const imports = code.replace(RELATIVE, (_, start: string, specifier: string) => {
    const target = newPath(posix.join(posix.dirname(path), specifier));
    const way = posix.relative(folder, target);
    return start + named(way.startsWith(".") ? way : `./${way}`, form);
  });
  if (form === "cjs") return commonJs(imports);
  return form === "ts-cjs" ? imports.replaceAll("import.meta.dirname", "__dirname") : imports;
}

/** A specifier as a module of this form names a file, such as `./config.ts`; a folder stands for its index. */
export function named(specifier: string, form: Form): string {
  const extension = EXTENSIONS[form];
  if (extension === undefined) return specifier;
  const bare = specifier.replace(/\.[tj]s$/, "");
  return extension === "" ? bare.replace(/\/index$/, "") : bare + extension;
}

const IMPORT = /^import (?:(\w+)(?:, )?)?(?:\{([\w ,]*)\})?(?: from )?"([\w@./:-]+)";(?= *\/\/|$)/gm;
const REEXPORT = /^export \{([\w ,]*)\} from "([\w@./:-]+)";$/gm;
const EXPORT = /^export (?=(?:async )?(?:function\*?|const|class) (\w+))/gm;

/** A module of ours in JavaScript, as CommonJS. What it exports stands at its end, so it must be in no circle. */
export function commonJs(code: string): string {
  const imported: string[] = [];
  const exported: string[] = [];
  const body = code
    .replace(IMPORT, (_, whole: string | undefined, names: string | undefined, from: string) => {
      imported.push(...namesIn(names));
      return required(whole, names, from);
    })
    .replace(REEXPORT, (_, names: string, from: string) => {
      exported.push(...namesIn(names));
      const others = namesIn(names).filter((name) => !imported.includes(name));
      return others.length > 0 ? required(undefined, ` ${others.join(", ")} `, from) : "";
    })
    .replace(EXPORT, (_, name: string) => {
      exported.push(name);
      return "";
    })
    .replaceAll("import.meta.dirname", "__dirname");
  const end = exported.length > 0 ? `\nmodule.exports = { ${exported.join(", ")} };\n` : "";
  return `"use strict";\n\n${body}${end}`;
}

const namesIn = (list = ""): string[] =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** What takes the place of an import: of all, of some names, of both, or of none of it. */
function required(whole: string | undefined, names: string | undefined, from: string): string {
  const module = `require("${from}")`;
  if (whole === undefined && names === undefined) return `${module};`;
  const all = whole === undefined ? [] : [`const ${whole} = ${module}${hasDefault(from) ? ".default" : ""};`];
  const some = names === undefined ? [] : [`const {${names.replaceAll(" as ", ": ")}} = ${module};`];
  return [...all, ...some].join("\n");
}

/** What an import without braces gives is all of a module of Node's or of a framework; others name it `default`. */
const hasDefault = (from: string): boolean =>
  !from.startsWith("node:") && !frameworks.some(({ packages }) => packages.some((name) => name === from));
