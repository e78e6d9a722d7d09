import type { Content } from "../plan/layers.ts";
import type { Application } from "./application.ts";
import { requirementsOf } from "./edit-python.ts";

type Entry<Kind> = readonly [path: string, content: string | Kind];

/** The files of an endpoint in an application in Python: a package, whose modules find each other wherever it lies. */
export function pythonFiles<Kind extends Content>(
  files: readonly Entry<Kind>[],
  { place, manifest }: Application,
): Entry<Kind>[] {
  const modules = modulesIn(files.map(([path]) => path));
  const placed = files
    .filter(([path]) => path !== "pyproject.toml")
    .map(([path, content]): Entry<Kind> => {
      if (!path.endsWith(".py")) return [`${place}/${path}`, content];
      const code = relative(content.toString(), path, modules);
      // Where the routes are, the application says.
      return [`${place}/${path}`, path === "server.py" ? code.replace(/^ {4}prefix=.*\n/m, "") : code];
    });
  const needs = requirementsOf(files.find(([path]) => path === "pyproject.toml")?.[1].toString() ?? "");
  const list = needs.map((need) => `${need}\n`).join("");
  return [
    ...placed,
    [`${place}/__init__.py`, ""],
    [`${place}/tests/__init__.py`, ""],
    [`${place}/requirements.txt`, list],
    manifest === "pyproject.toml"
      ? [
          "pyproject.toml",
          `[project]\ndependencies = [\n${needs.map((need) => `  ${JSON.stringify(need)},\n`).join("")}]\n`,
        ]
      : ["requirements.txt", `-r ${place}/requirements.txt\n`],
  ];
}

/** The project's modules and packages by their names, each with the folder that it is in: "" or `tests/`. */
function modulesIn(paths: readonly string[]): Map<string, string> {
  const found = paths.flatMap((path) => {
    const [, folder = "", name = ""] = /^(tests\/)?(\w+)(?:\.py|\/.*\.py)$/.exec(path) ?? [];
    return name === "" ? [] : [[name, folder] as const];
  });
  return new Map(found.filter(([name]) => name !== "tests"));
}

/** Code whose imports name other modules of the project by where they are from there. */
function relative(code: string, path: string, modules: ReadonlyMap<string, string>): string {
  const own = path.includes("/") ? path.slice(0, path.indexOf("/") + 1) : "";
  const way = (name: string) => (modules.get(name) === own ? "." : "..");
  return code
    .replace(/^( *from )(\w+)(?=(?:\.\w+)* import )/gm, (line, from: string, name: string) =>
      modules.has(name) ? `${from}${way(name)}${name}` : line,
    )
    .replace(/^( *)import (\w+)$/gm, (line, indent: string, name: string) =>
      modules.has(name) ? `${indent}from ${way(name)} import ${name}` : line,
    );
}
