import { dirname, join, posix } from "node:path";
import type { ParseError } from "jsonc-parser";
import { oddGroup } from "../application/edit-package-json.ts";
import { type Found, findNode, frameworksIn, type Obstacle } from "../application/find-node.ts";
import { findPython, moduleName, pythonCandidates } from "../application/find-python.ts";
import { type Manifest, manifestIn } from "../application/manifest.ts";
import { mainCandidates, type Source } from "../application/sources.ts";
import type { Compiler, CompilerOptions } from "../application/tsconfig.ts";
import type { Io } from "../io.ts";
import { parsed } from "../parsed.ts";
import { type Framework, frameworkOf } from "../platforms/frameworks.ts";
import { textOf } from "./manifest.ts";
import { orAbsent } from "./or-absent.ts";

/**
 * Looks at the application in a folder, and how an endpoint joins it.
 * @param told the framework that the user names
 * @returns undefined where there is no application
 */
export async function lookAtApplication(
  io: Io,
  root: string,
  told: Framework | undefined,
): Promise<Found | Obstacle | undefined> {
  const isThere = async (path: string) => (await orAbsent(io.fs.lstat(join(root, path)))) !== undefined;
  const [isNode, pyproject, requirements] = await Promise.all([
    isThere("package.json"),
    textIn(io, root, "pyproject.toml"),
    textIn(io, root, "requirements.txt"),
  ]);
  const isPython = pyproject !== undefined || requirements !== undefined;
  const wantsPython = told === undefined ? !isNode : frameworkOf(told).platform === "python";
  if (wantsPython ? !isPython : !isNode) return undefined;
  if (wantsPython) {
    const sources = await sourcesAt(io, root, pythonCandidates(moduleName(pyproject)));
    const isUv = (await isThere("uv.lock")) || /^\[tool\.uv[\].]/m.test(pyproject ?? "");
    return findPython(
      { pyproject, requirements, sources, isUv, isTaken: await takenBeside(io, root, sources) },
      told !== undefined,
    );
  }
  const json = await jsonOf(io, join(root, "package.json"));
  if (!json) return { kind: "unreadable", path: join(root, "package.json") };
  const odd = oddGroup(await textOf(io, join(root, "package.json")));
  if (odd) {
    const kind = odd.isTwice ? "memberTwice" : "memberNoObject";
    return { kind, path: join(root, "package.json"), name: odd.name };
  }
  const manifest = manifestIn(json);
  const sources = await sourcesAt(io, root, mainCandidates(manifest));
  const compiler = await compilerOf(io, root, manifest);
  const installed = await installedIn(io, root, told ? [told] : frameworksIn(manifest));
  const isTaken = await takenBeside(io, root, sources);
  return findNode({ manifest, compiler, sources, installed, isTaken }, told);
}

/** The versions of the frameworks that are installed. */
async function installedIn(io: Io, root: string, names: readonly Framework[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for (const [first] of names.map((name) => frameworkOf(name).packages)) {
    const version = first && (await versionOf(io, root, first));
    if (version) versions.set(first, version);
  }
  return versions;
}

/** The version of a package that is installed in a folder, or in one above it. */
async function versionOf(io: Io, root: string, name: string): Promise<string | undefined> {
  const place = await firstFile(io, placesAbove(root, join("node_modules", name, "package.json")));
  const version = place && (await jsonOf(io, place))?.version;
  return typeof version === "string" ? version : undefined;
}

function placesAbove(folder: string, path: string): string[] {
  const parent = dirname(folder);
  return [join(folder, path), ...(parent === folder ? [] : placesAbove(parent, path))];
}

async function textIn(io: Io, root: string, name: string): Promise<string | undefined> {
  return (await orAbsent(io.fs.lstat(join(root, name)))) ? textOf(io, join(root, name)) : undefined;
}

async function firstFile(io: Io, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isFile(io, path)) return path;
  return undefined;
}

/** Whether there is a file. A user's file may name what is too long for a path, or can't be looked at: that is none. */
const isFile = async (io: Io, path: string): Promise<boolean> =>
  (await io.fs.stat(path).catch(() => undefined))?.isFile() === true;

/** Those of the paths at which there are files, with what is in them. */
async function sourcesAt(io: Io, root: string, paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of paths)
    if (await isFile(io, join(root, path)))
      sources.push({ path, code: (await textOf(io, join(root, path))).replace(/^\uFEFF/, "") });
  return sources;
}

/** Tells which paths beside an application's files are taken. */
async function takenBeside(io: Io, root: string, sources: readonly Source[]) {
  const folders = new Set([".", ...sources.map(({ path }) => posix.dirname(path))]);
  const names = async (folder: string) =>
    (await io.fs.readdir(join(root, folder))).map((name) => posix.join(folder, name));
  const paths = (await Promise.all([...folders].map(names))).flat();
  return (path: string) => paths.includes(path);
}

/** An object of JSON in which comments and commas too many are let through, as compilers and some package managers do. */
async function jsonOf(io: Io, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { parse } = await import("jsonc-parser");
  const errors: ParseError[] = [];
  const value = parsed((text) => parse(text, errors, { allowTrailingComma: true }), await textOf(io, path));
  return errors.length === 0 && typeof value === "object" && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined;
}

async function compilerOf(
  io: Io,
  root: string,
  { dependencies, devDependencies }: Manifest,
): Promise<Compiler | undefined> {
  if (!(await orAbsent(io.fs.lstat(join(root, "tsconfig.json"))))) return undefined;
  const range = { ...dependencies, ...devDependencies }.typescript ?? "";
  const [major = "5"] = /\d+/.exec((await versionOf(io, root, "typescript")) ?? range) ?? [];
  return { major: Number(major), options: await optionsOf(io, await configOf(io, root)) };
}

/** Where the application's compiler is set: in the first part of a tsconfig.json that has no files but parts. */
async function configOf(io: Io, root: string): Promise<string> {
  const path = join(root, "tsconfig.json");
  const { files, references } = (await jsonOf(io, path)) ?? {};
  const [first] = Array.isArray(files) && files.length === 0 && Array.isArray(references) ? references : [];
  const place = typeof first?.path === "string" && (await firstFile(io, namesOf(join(root, first.path))));
  return place || path;
}

/** Files may extend each other in a circle, and name as many as they like: no more than this are looked for. */
const MOST_EXTENDED = 50;

/** The options of a tsconfig.json, which beat those of the files that it extends; of these, each beats the ones before it. */
async function optionsOf(io: Io, path: string): Promise<CompilerOptions> {
  let options: CompilerOptions = {};
  const places = [[path]];
  for (let count = 0; places.length > 0 && count < MOST_EXTENDED; count++) {
    const place = await firstFile(io, places.pop() ?? []);
    if (place === undefined) continue;
    const config = await jsonOf(io, place);
    options = { ...(config?.compilerOptions as CompilerOptions | undefined), ...options };
    const names = [config?.extends ?? []].flat().filter((name) => typeof name === "string");
    places.push(...names.slice(-MOST_EXTENDED).map((name) => placesOf(name, dirname(place))));
  }
  return options;
}

const namesOf = (path: string): string[] => [path, `${path}.json`, join(path, "tsconfig.json")];

/** Where a configuration that another extends may be: beside it, or in a package above it. */
function placesOf(name: string, folder: string): string[] {
  if (/^\.{0,2}\//.test(name)) return namesOf(join(folder, name));
  const parent = dirname(folder);
  return [
    ...namesOf(join(folder, "node_modules", name)),
    ...(parent === folder ? [] : placesOf(name, parent)),
  ];
}
