import { dirname, join } from "node:path";
import { findNode, type Found, type Manifest, mainCandidates, type Obstacle } from "../application/find-node.ts";
import { findPython, moduleName, pythonCandidates } from "../application/find-python.ts";
import type { Compiler, CompilerOptions } from "../application/tsconfig.ts";
import type { Io } from "../io.ts";
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
): Promise<Found | Obstacle | { readonly kind: "unreadable"; readonly path: string } | undefined> {
  const isThere = async (path: string) => (await orAbsent(io.fs.lstat(join(root, path)))) !== undefined;
  const [isNode, pyproject, requirements] = await Promise.all([
    isThere("package.json"),
    textIn(io, root, "pyproject.toml"),
    textIn(io, root, "requirements.txt"),
  ]);
  const isPython = pyproject !== undefined || requirements !== undefined;
  const wantsPython = told === undefined ? !isNode : frameworkOf(told).platform === "python";
  if (wantsPython ? !isPython : !isNode) return undefined;
  const manifest = await jsonOf(io, join(root, "package.json"));
  if (!wantsPython && !manifest) return { kind: "unreadable", path: join(root, "package.json") };

  const candidates = wantsPython ? pythonCandidates(moduleName(pyproject)) : mainCandidates(manifest as Manifest);
  const main = await first(candidates, async (path) => (await orAbsent(io.fs.stat(join(root, path))))?.isFile() === true);
  const names = await entriesAt(io, root, main === undefined ? "" : dirname(main));
  const isTaken = (path: string) => names.has(path);
  if (wantsPython) return findPython({ pyproject, requirements, main, isTaken }, told !== undefined);
  return findNode({ manifest: manifest as Manifest, compiler: await compilerOf(io, root, manifest as Manifest), main, isTaken }, told);
}

async function textIn(io: Io, root: string, name: string): Promise<string | undefined> {
  return (await orAbsent(io.fs.lstat(join(root, name)))) ? textOf(io, join(root, name)) : undefined;
}

async function first(paths: readonly string[], holds: (path: string) => Promise<boolean>) {
  for (const path of paths) if (await holds(path)) return path;
  return undefined;
}

/** The paths of what is in a folder of the application. */
async function entriesAt(io: Io, root: string, folder: string): Promise<ReadonlySet<string>> {
  const inner = folder === "." ? "" : folder.replaceAll("\\", "/");
  const names = await io.fs.readdir(join(root, inner));
  return new Set(names.map((name) => (inner === "" ? name : `${inner}/${name}`)));
}

/** An object of JSON in which comments and commas too many are let through, as compilers and some package managers do. */
async function jsonOf(io: Io, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const text = (await textOf(io, path)).replace(/^\uFEFF/, "");
  const { parse } = await import("jsonc-parser");
  const value: unknown = parse(text, [], { allowTrailingComma: true });
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

async function compilerOf(io: Io, root: string, { dependencies, devDependencies }: Manifest): Promise<Compiler | undefined> {
  if (!(await orAbsent(io.fs.lstat(join(root, "tsconfig.json"))))) return undefined;
  const range = { ...dependencies, ...devDependencies }.typescript ?? "";
  const installed = await jsonOf(io, join(root, "node_modules/typescript/package.json"));
  const [, major = "5"] = /(\d+)\./.exec(String(installed?.version ?? range)) ?? [];
  return { major: Number(major), options: await optionsOf(io, join(root, "tsconfig.json")) };
}

/** Files that extend each other are no more than this. */
const DEEPEST = 10;

/** The options of a tsconfig.json and of those that it extends, which it beats. */
async function optionsOf(io: Io, path: string, depth = 0): Promise<CompilerOptions> {
  const config = depth < DEEPEST ? await jsonOf(io, path) : undefined;
  const parents = [config?.extends ?? []].flat().filter((name) => typeof name === "string");
  let options: CompilerOptions = {};
  for (const parent of parents) {
    const place = await first(placesOf(parent, dirname(path)), async (file) => (await orAbsent(io.fs.stat(file)))?.isFile() === true);
    if (place !== undefined) options = { ...options, ...(await optionsOf(io, place, depth + 1)) };
  }
  return { ...options, ...(config?.compilerOptions as CompilerOptions | undefined) };
}

/** Where a configuration that another extends may be: beside it, or in a package above it. */
function placesOf(name: string, folder: string): string[] {
  const named = (path: string) => [path, `${path}.json`, join(path, "tsconfig.json")];
  if (/^\.{0,2}\//.test(name)) return named(join(folder, name));
  const parent = dirname(folder);
  return [...named(join(folder, "node_modules", name)), ...(parent === folder ? [] : placesOf(name, parent))];
}
