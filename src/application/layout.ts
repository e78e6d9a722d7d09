import { posix } from "node:path";
import type { Options } from "../options/table.ts";
import type { Content } from "../plan/layers.ts";
import { projectPath } from "../plan/paths.ts";
import type { Application, Form } from "./application.ts";
import { moved } from "./imports.ts";
import { packageFragment } from "./package-fragment.ts";
import { pythonFiles } from "./python.ts";

/** What a project of its own has, and an application has already, or no use for; by paths of the project. */
const OF_PROJECTS = [
  /^(?:src\/(?:index|routes)\.[tj]s|test\/(?:routes\.test\.[tj]s|all\.ts))$/,
  /^(?:tsconfig.*\.json|\.git\w+|\.yarnrc(?:\.yml)?|yarn\.lock|pnpm-workspace\.yaml)$/,
  /^README\/(?:10|20|40|45|75|80|9\d)-/,
  /^server\.py\/(?:10-start|20-server-1|30-run)\.py$/,
];

/** Whether a file of a layer is for projects of their own alone. */
export function isOfProjects(layer: string, source: string, { framework }: Options): boolean {
  const [folder = "", conditions] = layer.split(".")[0]?.split("/") ?? [];
  if (conditions === "+application" || ![framework, "core", "page", "python"].includes(folder)) return false;
  const path = projectPath(source);
  // The application has the packages of its framework.
  const isPackages = path === "package.json" && conditions === undefined;
  return isPackages || OF_PROJECTS.some((pattern) => pattern.test(path));
}

type Entry<Kind> = readonly [path: string, content: string | Kind];

/** The files of an endpoint in an application, made of those of the project that the options describe. */
export function inApplication<Kind extends Content>(
  files: readonly Entry<Kind>[],
  application: Application,
): Entry<Kind>[] {
  if (isPython(application.form)) return pythonFiles(files, application);
  const { place, form } = application;
  const newPath = (path: string) => newPathIn(place, path);
  const placed = files
    .filter(([path]) => path !== "package.json")
    .map(([path, content]): Entry<Kind> => {
      if (!/\.[tj]s$/.test(path)) return [newPath(path), content];
      const unchecked = uncheckedIn(path, application);
      if (path.startsWith("public/"))
        return [newPath(path), unchecked === "" ? content : unchecked + content];
      const text = content.toString();
      const code = moved(/^src\/config\./.test(path) ? joining(text) : text, path, newPath, form);
      return [newPath(path), unchecked + code];
    });
  const tests = placed
    .map(([path]) => path)
    .filter((path) => isTest(path, place))
    .sort();
  const packages = files.find(([path]) => path === "package.json")?.[1].toString() ?? "{}";
  const kind: Entry<Kind>[] = application.isIsland
    ? [[`${place}/package.json`, `{ "type": "${form === "cjs" ? "commonjs" : "module"}" }\n`]]
    : [];
  return [...placed, ...kind, ["package.json", packageFragment(packages, tests, application)]];
}

/** What a file begins with that the application's compiler would find faults in; the user's own are theirs to check. */
function uncheckedIn(path: string, { isUnchecked, form }: Application): string {
  if (!isUnchecked) return "";
  if (!form.startsWith("ts")) return "// @ts-nocheck Its types were checked before they were left out.\n";
  return path.startsWith("public/") || /^src\/(?:index|config|handler)\./.test(path)
    ? ""
    : "// @ts-nocheck It is checked with stricter settings and newer libraries than those of tsconfig.json.\n";
}

/** The runners of an application's own tests take what is called `x.test.ts` for theirs; this is for Node's. */
const newPathIn = (place: string, path: string): string =>
  posix.join(place, path.replace(/^src\//, "").replace(/^(test\/.*)\.test(?=\.[tj]s$)/, "$1"));

/** Of the files in the folder of tests, those that are no help to others. */
const isTest = (path: string, place: string): boolean =>
  path.startsWith(`${place}/test/`) && !/\/provider\.[tj]s$/.test(path);

/** A file of a layer, before values are filled in, whose texts and comments name files of the project as they will lie. */
export function renamed<Kind extends Content>(
  content: Kind,
  layer: string,
  { place, form }: Application,
): string | Kind {
  // Python's texts name what lies beside them.
  const isAsItIs = layer.startsWith("page") || layer.includes("+application") || isPython(form);
  return isAsItIs ? content : content.toString().replace(NAMES, `${place}/`).replace(TEST, "/test/$1");
}

/** See `newPathIn`. */
const TEST = /\/test\/([\w-]+)\.test(?=\.[tj]s\b)/g;

const NAMES = /(?<![\w./-])(?:src\/(?=\w)|(?=test\/[\w-]+\.test\.[tj]s\b))/g;

const isPython = (form: Form): boolean => form === "package" || form === "module";

/** To listen is the application's, and where the routes are, it says where it takes them. */
const joining = (config: string): string => config.replace(/^ {2}(?:host|port|prefix): .*\n/gm, "");
