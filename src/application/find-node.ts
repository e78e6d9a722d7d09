import { posix } from "node:path";
import type { Options } from "../options/table.ts";
import { type Framework, frameworkOf, frameworks } from "../platforms/frameworks.ts";
import type { Application } from "./application.ts";
import { type Manifest, majorOf, type Packages, packagesOf } from "./manifest.ts";
import { testScript } from "./package-fragment.ts";
import { stripsTypes } from "./runner.ts";
import { isModule, madeIn, type Source } from "./sources.ts";
import {
  agrees,
  becomesCommonJs,
  type Compiler,
  makesCommonJs,
  namesSources,
  takesDefaults,
} from "./tsconfig.ts";

/** Why an endpoint can't be put into an application as it is. */
export type Obstacle =
  | { readonly kind: "noFramework" | "noInterop" | "verbatim" | "noSources" | "noPlace" }
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
  /** The files that may be its main one, in the order in which they are looked at. */
  readonly sources: readonly Source[];
  /** Whether a path of the application is taken. */
  isTaken(path: string): boolean;
}

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

/** How the endpoint joins an application; or why it can't. */
export function findNode(facts: NodeFacts, told: Framework | undefined): Found | Obstacle {
  const { manifest, installed, sources } = facts;
  const names = frameworksIn(manifest);
  if (told === undefined && names.length > 1) return { kind: "severalFrameworks", names };
  const framework = told ?? names[0];
  if (framework === undefined) return { kind: "noFramework" };
  const lacking = frameworkOf(framework).packages.find((name) => !Object.hasOwn(packagesOf(manifest), name));
  if (lacking !== undefined) return { kind: "lacksPackage", name: lacking };
  const { packages: known, since = 0 } = frameworkOf(framework);
  const [name = ""] = known;
  const version = installed.get(name) ?? packagesOf(manifest)[name] ?? "";
  if (majorOf(version) < since) return { kind: "tooOld", name, version, since };

  const { main, app } = madeIn(sources, framework);
  const place = freePlace(main?.path, facts);
  if (place === undefined) return { kind: "noPlace" };
  const language = isTypeScript(facts, main) ? "ts" : "js";
  const how = language === "ts" ? inTypeScript(facts, framework, main) : inJavaScript(facts, main);
  if ("kind" in how) return how;
  const at = { place, main: main?.path ?? "", ...(app !== undefined && { app }) };
  return { framework, language, application: { ...at, ...how } };
}

/** How an application is written, and runs. */
type How = Omit<Application, "place" | "main" | "app">;

/** Whether the main file takes modules by import; of one that is not known, the package's type says it. */
const takesModules = ({ type }: Manifest, main: Source | undefined): boolean =>
  main ? isModule(main, type) : type === "module";

function inJavaScript({ manifest, compiler }: NodeFacts, main: Source | undefined): How {
  const isModulePackage = manifest.type === "module";
  const takes = takesModules(manifest, main);
  // A main file of CommonJS takes no ES modules before Node.js 20.19.
  const form = isModulePackage && takes ? "js" : "cjs";
  return {
    form,
    runner: "itself",
    ...(isModulePackage && !takes && { isIsland: true }),
    ...(compiler?.options.checkJs === true && { isUnchecked: true }),
    ...(form === "cjs" && takes && { by: "import" as const }),
  };
}

function inTypeScript(facts: NodeFacts, framework: Framework, main: Source | undefined): How | Obstacle {
  const { manifest, compiler, sources } = facts;
  const { module, hasDefault = true } = frameworkOf(framework);
  const packages = Object.keys(packagesOf(manifest));
  const paths = sources.map(({ path }) => path);
  if (!module && stripsTypes(manifest, packages, compiler, paths)) {
    if (compiler && !namesSources(compiler)) return { kind: "noSources" };
    return {
      form: "ts",
      runner: "itself",
      ...(manifest.type === "commonjs" && { isIsland: true }),
      ...(!takesModules(manifest, main) && { by: "require" as const }),
      ...unchecked(compiler),
    };
  }
  const isModulePackage = manifest.type === "module";
  const isCommonJs = compiler ? becomesCommonJs(compiler, isModulePackage) : !isModulePackage;
  if (isCommonJs && compiler && !hasDefault && !takesDefaults(compiler)) return { kind: "noInterop" };
  if (isCommonJs && compiler?.options.verbatimModuleSyntax && makesCommonJs(compiler))
    return { kind: "verbatim" };
  const form = isCommonJs ? "ts-cjs" : !compiler || namesSources(compiler) ? "ts" : "ts-js";
  const isAmongModules = form === "ts-cjs" && main?.path.endsWith(".mts");
  return { form, runner: "tsx", ...(isAmongModules && { by: "import" as const }), ...unchecked(compiler) };
}

const unchecked = (compiler: Compiler | undefined) =>
  compiler && !agrees(compiler) ? { isUnchecked: true } : {};

/** Names of the endpoint's folder, in the order in which they are tried. */
const NAMES = ["chat", "llmbrick", "llmbrick-chat"];

/** A file of such a name is what an import without an extension finds first. */
const EXTENSIONS = ["", ".ts", ".tsx", ".js", ".json"];

function freePlace(main: string | undefined, { manifest, isTaken }: NodeFacts): string | undefined {
  const folder = main === undefined ? "" : folderOf(main);
  return NAMES.map((name) => posix.join(folder, name)).find((place) => {
    const script = manifest.scripts?.[testScript({ place })] ?? testsOf(place);
    return script.includes(testsOf(place)) && !EXTENSIONS.some((extension) => isTaken(place + extension));
  });
}

/** What a script for the tests of an endpoint there has in it: that of one that was taken out again may still be there. */
const testsOf = (place: string): string => `${place}/test/`;

const folderOf = (path: string): string => posix.dirname(path).replace(/^\.$/, "");

function isTypeScript({ manifest, compiler }: NodeFacts, main: Source | undefined): boolean {
  if (main) return /\.[cm]?ts$/.test(main.path);
  return compiler !== undefined || Object.hasOwn(packagesOf(manifest), "typescript");
}
