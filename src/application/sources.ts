import { posix } from "node:path";
import { type Framework, frameworkOf } from "../platforms/frameworks.ts";
import { isPlace } from "./application.ts";
import type { Manifest } from "./manifest.ts";

/** A file of an application's own that may be its main one, by its path with `/` between segments. */
export interface Source {
  readonly path: string;
  readonly code: string;
}

/** Where the files of an application's own that may be its main one are looked for. */
export function mainCandidates({ scripts = {}, main = "" }: Manifest): string[] {
  const named = [scripts.dev, scripts["start:dev"], scripts.start, main].flatMap((text = "") =>
    text
      .replaceAll("\\", "/")
      .split(/[^\w@./-]/)
      .filter((word) => /\.[cm]?[jt]s$/.test(word)),
  );
  const usual = ["src/", "", "server/", "app/", "lib/"].flatMap((folder) =>
    ["main", "app", "server", "index"].flatMap((name) =>
      ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => `${folder}${name}.${extension}`),
    ),
  );
  const paths = [...named, ...usual].map((path) => posix.normalize(path));
  return [...new Set(paths)].filter(
    (path) => isPlace(path) && !/^(?:dist|build|out)\/|config\.[cm]?[jt]s$/.test(path),
  );
}

/** The file that an application is made in, and its name there. */
export interface Made {
  readonly main: Source | undefined;
  readonly app?: string;
}

/**
 * The first file in which an application is made, and its name there, if it has one alone; else the first file.
 * @param sources in the order in which they are looked at
 */
export function madeIn(sources: readonly Source[], framework: Framework): Made {
  const { made } = frameworkOf(framework);
  for (const source of sources) {
    const assigned = Array.from(source.code.matchAll(ASSIGNED), ([, name = "", value = ""]) => ({
      name,
      value,
    }));
    const names = new Set(assigned.filter(({ value }) => made?.test(value)).map(({ name }) => name));
    const [app] = names;
    // By "chat" goes the endpoint.
    if (app) return { main: source, ...(names.size === 1 && app !== "chat" && { app }) };
  }
  return { main: sources[0] };
}

/** Lines such as `const app: Express = express(`, or in Python `app = FastAPI(`. */
const ASSIGNED =
  /^[ \t]*(?:export )?(?:(?:const|let|var) )?([\w$]+)[ \t]*(?::[^=;\r\n\u2028\u2029]*)?=\s*(?:await )?(.{0,40})/gm;

/** Whether Node takes a file for an ES module; a package without a type lets the file's own words decide. */
export function isModule({ path, code }: Source, type: string | undefined): boolean {
  if (/\.[cm][jt]s$/.test(path)) return /\.m[jt]s$/.test(path);
  return type === "module" || (type !== "commonjs" && MODULE.test(code));
}

/** A line by which a file becomes one, which `import()` is not. */
const MODULE = /^(?:import(?:\s+\w|\s*["'{*])|export[\s{*])/m;
