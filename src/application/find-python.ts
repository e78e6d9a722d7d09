import { posix } from "node:path";
import type { Application } from "./application.ts";
import type { Found, Obstacle } from "./find-node.ts";
import { madeIn, type Source } from "./sources.ts";
import { dependencyList } from "./toml-list.ts";

/** What is known of an application in Python. */
export interface PythonFacts {
  readonly pyproject: string | undefined;
  readonly requirements: string | undefined;
  /** The files that may be its main one, in the order in which they are looked at. */
  readonly sources: readonly Source[];
  /** Whether uv has its packages. */
  readonly isUv: boolean;
  isTaken(path: string): boolean;
}

/** Where the main file of an application in Python is looked for. */
export const pythonCandidates = (names: readonly string[]): string[] =>
  [
    "",
    "app/",
    "src/",
    "src/app/",
    "backend/",
    "api/",
    "server/",
    ...names.flatMap((name) => [`${name}/`, `src/${name}/`]),
  ].flatMap((folder) => ["main.py", "app.py", "server.py", "api.py"].map((name) => folder + name));

/** The name of a project as a folder of modules has it. */
export function moduleName(pyproject = ""): string[] {
  const [, name] = /^[ \t]*name[ \t]*=[ \t]*["']([\w.-]+)["']/m.exec(pyproject) ?? [];
  return name === undefined ? [] : [name.replace(/[.-]/g, "_").toLowerCase()];
}

/** Names of the endpoint's package, in the order in which they are tried; `llmbrick` is the name of a package that it needs. */
const NAMES = ["chat", "chat_endpoint", "sse_chat"];

/** How the endpoint joins an application; or why it can't. */
export function findPython(facts: PythonFacts, isTold: boolean): Found | Obstacle {
  const { pyproject, requirements, sources, isUv, isTaken } = facts;
  const words = wordsOf(`${requirements ?? ""}\n${pyproject ?? ""}`);
  const isFastApi = words.some((word) => /^fastapi(?![\w.-])/i.test(word));
  if (!isFastApi && !isTold) return { kind: "noFramework" };
  const { main, app } = madeIn(sources, "llmbrick");
  const folder = main === undefined ? "" : posix.dirname(main.path).replace(/^\.$/, "");
  const place = NAMES.map((name) => posix.join(folder, name)).find(
    (path) => !isTaken(path) && !isTaken(`${path}.py`),
  );
  if (place === undefined) return { kind: "noPlace" };
  const isPackage = folder !== "" && (isTaken(`${folder}/__init__.py`) || namesPackage(main?.code, folder));
  const form = isPackage ? "package" : "module";
  const manifest = manifestOf(pyproject, requirements);
  const application: Application = {
    place,
    form,
    main: main?.path ?? "",
    ...(app !== undefined && { app }),
    runner: "itself",
    ...(manifest && { manifest }),
    ...(isUv && { isUv }),
  };
  return { framework: "llmbrick", language: "ts", application };
}

/** Whether a module imports its neighbours as those of one package, be there an `__init__.py` or not. */
const namesPackage = (code = "", folder: string): boolean =>
  Array.from(code.matchAll(/^[ \t]*(?:from|import) (\.|\w+)/gm), ([, name]) => name).some(
    (name) => name === "." || name === posix.basename(folder),
  );

/** What stands at the beginning of a line, or of an item of a list, of which the quotes are left out. */
const wordsOf = (text: string): string[] =>
  text.split(/[[,\n]/).map((part) => part.trim().replace(/^["']/, ""));

function manifestOf(pyproject: string | undefined, requirements: string | undefined) {
  if (pyproject !== undefined && dependencyList(pyproject)) return "pyproject.toml" as const;
  return requirements === undefined ? undefined : ("requirements.txt" as const);
}
