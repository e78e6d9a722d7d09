import { posix } from "node:path";
import type { Options } from "../options/table.ts";
import type { Application } from "./application.ts";
import { named } from "./imports.ts";

type Framework = Options["framework"];

/** What a framework is given the endpoint by. */
const USES: Readonly<Record<Framework, (path: string) => string>> = {
  node: () => "if (!chat.handle(request, response)) yours(request, response);",
  express: (path) => `app.use(${path}, chat);`,
  fastify: (path) => `app.register(chat, { prefix: ${path} });`,
  hono: (path) => `app.route(${path}, chat);`,
  koa: () => "app.use(chat);",
  nest: () => "imports: [chat]",
  llmbrick: (path) => `app.mount(${path}, chat)`,
};

/** The file that the lines are for; "" where none was found. In NestJS, modules name each other. */
export const fileFor = ({ framework, language }: Options, { main }: Application): string =>
  framework === "nest" && main !== "" ? posix.join(posix.dirname(main), `app.module.${language}`) : main;

/** The two lines by which the main file of an application takes the endpoint, and gives it to its framework. */
export function linesFor(options: Options, application: Application): [string, string] {
  const use = USES[options.framework](JSON.stringify(options.prefix));
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
  return kind === "cjs" ? `const { chat } = require("${specifier}");`
    : `import { chat } from "${specifier}";`;
}
