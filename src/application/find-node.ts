import { posix } from "node:path";
import type { Options } from "../options/table.ts";
import { type Framework, frameworkOf, frameworks } from "../platforms/frameworks.ts";
import type { Application } from "./application.ts";
import { agrees, becomesCommonJs, type Compiler, namesSources, takesDefaults } from "./tsconfig.ts";

/** What a package.json says, as far as it matters here. */
export interface Manifest {
  readonly type?: string;
  readonly main?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Packages;
  readonly devDependencies?: Packages;
  readonly peerDependencies?: Packages;
}

type Packages = Readonly<Record<string, string>>;

/** Why an endpoint can't be put into an application as it is. */
export type Obstacle =
  | { readonly kind: "noFramework" | "noInterop" | "verbatim" | "noPlace" }
  | { readonly kind: "severalFrameworks"; readonly names: readonly string[] }
  | { readonly kind: "lacksPackage"; readonly name: string }
  | {
      readonly kind: "tooOld";
      readonly name: string;
      readonly version: string;
      /** The first major version that will do. */
      readonly since: number;
    }
  | { readonly kind: "unreadable"; readonly path: string }
  | { readonly kind: "memberTwice" | "memberNoObject"; readonly path: string; readonly name: string };

export interface Found {
  readonly framework: Framework;
  readonly language: Options["language"];
  readonly application: Application;
}

/** What is known of an application on Node. */
export interface NodeFacts {
  readonly manifest: Manifest;
  /** The versions of the packages that frameworks are known by, as far as they are installed. */
  readonly installed: ReadonlyMap<string, string>;
  /** Undefined where there is no tsconfig.json. */
  readonly compiler: Compiler | undefined;
  /** The path of its main file, `/` between segments; undefined where none is found. */
  readonly main: string | undefined;
  /** Whether a path of the application is taken. */
  isTaken(path: string): boolean;
}

/** A package.json as it should be: what is of another kind is left out. */
export function manifestIn(value: Readonly<Record<string, unknown>>): Manifest {
  const texts = (group: unknown) =>
    typeof group === "object" && group !== null
      ? Object.fromEntries(Object.entries(group).filter(([, text]) => typeof text === "string"))
      : {};
  const { type, main, scripts, dependencies, devDependencies, peerDependencies } = value;
  return {
    type: String(type),
    main: String(main ?? ""),
    scripts: texts(scripts),
    dependencies: texts(dependencies),
    devDependencies: texts(devDependencies),
    peerDependencies: texts(peerDependencies),
  };
}

const packagesOf = ({ dependencies, devDependencies, peerDependencies }: Manifest): Packages => ({
  ...devDependencies,
  ...peerDependencies,
  ...dependencies,
});

/** The frameworks that an application has packages of. NestJS stands on one of the others. */
export function frameworksIn(manifest: Manifest): Framework[] {
  const has = (packages: Packages = {}) =>
    frameworks
      .filter(
        ({ platform, packages: [first] }) => platform !== "python" && first && Object.hasOwn(packages, first),
      )
      .map(({ name }) => name);
  const found =
    [has(manifest.dependencies), has(packagesOf(manifest))].find((names) => names.length > 0) ?? [];
  return found.includes("nest") ? ["nest"] : found;
}

/** Where the files of an application's own that may be its main one are looked for. */
export function mainCandidates({ scripts = {}, main = "" }: Manifest): string[] {
  const named = [scripts.dev, scripts["start:dev"], scripts.start, main].flatMap((text = "") =>
    text.split(/[^\w@./-]/).filter((word) => /\.[cm]?[jt]s$/.test(word)),
  );
  const usual = ["src/", "", "server/", "app/", "lib/"].flatMap((folder) =>
    ["main", "app", "server", "index"].flatMap((name) =>
      ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => `${folder}${name}.${extension}`),
    ),
  );
  const paths = [...named, ...usual].map((path) => posix.normalize(path));
  return [...new Set(paths)].filter(
    (path) => !/^(?:\.\.|\/|dist\/|build\/|out\/|node_modules\/)|config\.[cm]?[jt]s$/.test(path),
  );
}

/** How the endpoint joins an application; or why it can't. */
export function findNode(facts: NodeFacts, told: Framework | undefined): Found | Obstacle {
  const { manifest, main, compiler, installed } = facts;
  const names = frameworksIn(manifest);
  if (told === undefined && names.length > 1) return { kind: "severalFrameworks", names };
  const framework = told ?? names[0];
  if (framework === undefined) return { kind: "noFramework" };
  const lacking = frameworkOf(framework).packages.find((name) => !Object.hasOwn(packagesOf(manifest), name));
  if (lacking !== undefined) return { kind: "lacksPackage", name: lacking };
  const { packages, since = 0 } = frameworkOf(framework);
  const [name = ""] = packages;
  const version = installed.get(name) ?? packagesOf(manifest)[name] ?? "";
  if (majorOf(version) < since) return { kind: "tooOld", name, version, since };

  const place = freePlace(main, facts);
  if (place === undefined) return { kind: "noPlace" };
  const language = isTypeScript(facts) ? "ts" : "js";
  const isModulePackage = manifest.type === "module";
  const at = { place, main: main ?? "" };
  if (language === "js") {
    // A main file of CommonJS takes no ES modules before Node.js 20.19.
    const isIsland = isModulePackage && main?.endsWith(".cjs") === true;
    const form = isModulePackage && !isIsland ? "js" : "cjs";
    return {
      framework,
      language,
      application: { ...at, form, runner: "itself", ...(isIsland && { isIsland }) },
    };
  }
  const runner = stripsTypes(manifest) && !frameworkOf(framework).module ? "itself" : "tsx";
  const isCommonJs = compiler ? becomesCommonJs(compiler, isModulePackage) : !isModulePackage;
  if (runner === "itself")
    return { framework, language, application: { ...at, form: "ts", runner, ...unchecked(compiler) } };
  if (isCommonJs && compiler && !takesDefaults(compiler)) return { kind: "noInterop" };
  if (isCommonJs && compiler?.options.verbatimModuleSyntax) return { kind: "verbatim" };
  const form = isCommonJs ? "ts-cjs" : !compiler || namesSources(compiler) ? "ts" : "ts-js";
  return { framework, language, application: { ...at, form, runner, ...unchecked(compiler) } };
}

/** The highest major version in a range; none is known of one without an upper end, or of `latest`. */
function majorOf(range: string): number {
  if (range.trim().startsWith(">")) return Number.POSITIVE_INFINITY;
  const majors = Array.from(range.matchAll(/(?<![\w.-])v?(\d+)/g), ([, major]) => Number(major));
  return majors.length > 0 ? Math.max(...majors) : Number.POSITIVE_INFINITY;
}

const unchecked = (compiler: Compiler | undefined) =>
  compiler && !agrees(compiler) ? { isUnchecked: true } : {};

/** Names of the endpoint's folder, in the order in which they are tried. */
const NAMES = ["chat", "llmbrick", "llmbrick-chat"];

function freePlace(main: string | undefined, { isTaken }: NodeFacts): string | undefined {
  const folder = main === undefined ? "" : folderOf(main);
  return NAMES.map((name) => posix.join(folder, name)).find((path) => !isTaken(path));
}

const folderOf = (path: string): string => posix.dirname(path).replace(/^\.$/, "");

function isTypeScript({ manifest, compiler, main }: NodeFacts): boolean {
  if (main !== undefined) return /\.[cm]?ts$/.test(main);
  return compiler !== undefined || Object.hasOwn(packagesOf(manifest), "typescript");
}

/** What has Node load something else before the file that it is to run. */
const LOADERS = ["--import", "--loader", "--experimental-loader", "--require", "-r"];

/** Whether Node runs the application's TypeScript by itself. */
function stripsTypes(manifest: Manifest): boolean {
  if (Object.hasOwn(packagesOf(manifest), "tsx")) return false;
  const commands = Object.values(manifest.scripts ?? {}).flatMap((script) => script.split(/[;&|]/));
  return commands.some((command) => {
    const words = command.split(/\s/);
    const loads = words.some((word) => LOADERS.some((flag) => word === flag || word.startsWith(`${flag}=`)));
    return words.includes("node") && !loads && words.some((word) => /\.[cm]?ts$/.test(word));
  });
}
