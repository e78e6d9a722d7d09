import { basename, extname, join } from "node:path";
import type { Io } from "../../io.ts";
import { type ArchiveFault, BadArchive } from "./archive.ts";
import { folderTree, zipTree } from "./tree.ts";

export type Language = "js" | "ts" | "py";

/** What is looked at of somebody's work. */
export interface Submission {
  /** Of its folder or archive. */
  readonly name: string;
  readonly language: Language;
  /** The handler that has passed, or is at work, by the lesson. */
  readonly handlers: ReadonlyMap<string, string>;
  /** Further files of their own that handlers may import, by their paths in the project. */
  readonly others: ReadonlyMap<string, string>;
  /** The report as it was submitted, parsed; `undefined` where there is none that can be read. */
  readonly report: unknown;
}

/** Why a submission can't be looked at. */
export type Unreadable = "noProject" | "noHandlers" | ArchiveFault;

/** Reads what a folder or an archive holds, without running any of it. */
export async function readSubmission(path: string, io: Pick<Io, "fs">): Promise<Submission | Unreadable> {
  try {
    return await read(path, io);
  } catch (error) {
    if (error instanceof BadArchive) return error.fault;
    throw error;
  }
}

async function read(path: string, io: Pick<Io, "fs">): Promise<Submission | Unreadable> {
  const tree = await (isArchive(path) ? zipTree : folderTree)(path, io);
  const root = rootOf(tree.paths);
  if (root === undefined) {
    // As learning platforms hand it over: the archive in a folder of its own.
    const [archive, ...more] = tree.paths.filter(isArchive);
    if (archive === undefined) return "noProject";
    if (isArchive(path)) return "nested";
    if (more.length > 0) return "noProject";
    const inner = await read(join(path, archive), io);
    return typeof inner === "string" ? inner : { ...inner, name: nameOf(path) };
  }
  const own = tree.paths.filter((inner) => inner.startsWith(root)).map((inner) => inner.slice(root.length));
  const texts = await tree.read(own.filter(isWanted).map((inner) => root + inner));
  return sortOut(nameOf(path), new Map([...texts].map(([inner, text]) => [inner.slice(root.length), text])));
}

const nameOf = (path: string) => basename(path).replace(/\.zip$/i, "");

/** What tells the root of a project with lessons. */
const MARKS = ["lessons/progress.json", "lesson-report.json", ".llmbrick.json"];

/** Where in a submission its project is: the outermost one, with a `/` at its end, or "". */
function rootOf(paths: readonly string[]): string | undefined {
  const roots = paths.flatMap((path) => {
    const mark = MARKS.find((one) => path === one || path.endsWith(`/${one}`));
    return mark === undefined ? [] : [path.slice(0, -mark.length)];
  });
  const levelOf = (root: string) => root.split("/").length;
  return roots.sort((one, other) => levelOf(one) - levelOf(other))[0];
}

/** Whether a folder with these names in it is a project. */
export const isProject = (names: readonly string[]): boolean => MARKS.some((mark) => names.includes(mark));

export const isArchive = (path: string): boolean => /\.zip$/i.test(path);

const KEPT = /^lessons\/work\/(\d\d-[\w-]+)\/handler\.(js|ts|py)$/;
const AT_HAND = /^(?:src\/)?handler\.(js|ts|py)$/;
const OTHER = /^(?:src\/[\w-]+(?:\/[\w-]+)*\.(?:js|ts|json)|[\w-]+\.py)$/;

const isWanted = (path: string) =>
  KEPT.test(path) ||
  ["lesson-report.json", "lessons/progress.json"].includes(path) ||
  (OTHER.test(path) && !path.startsWith("src/llmbrick/"));

function sortOut(name: string, texts: ReadonlyMap<string, string>): Submission | Unreadable {
  const handlers = new Map<string, string>();
  const languages = new Set<Language>();
  for (const [path, text] of texts) {
    const [, lesson, language] = KEPT.exec(path) ?? [];
    if (lesson === undefined) continue;
    handlers.set(lesson, text);
    languages.add(language as Language);
  }
  // One that is at work counts where nothing has passed that lesson yet.
  const [path, code] = [...texts].find(([inner]) => AT_HAND.test(inner)) ?? [];
  const lesson = (parsed(texts.get("lessons/progress.json")) as { lesson?: unknown } | undefined)?.lesson;
  if (path !== undefined && code !== undefined && typeof lesson === "string") {
    languages.add(extname(path).slice(1) as Language);
    if (!handlers.has(lesson)) handlers.set(lesson, code);
  }
  const [language, ...others] = languages;
  if (language === undefined || others.length > 0) return "noHandlers";
  return {
    name,
    language,
    handlers,
    others: new Map([...texts].filter(([inner]) => OTHER.test(inner) && !AT_HAND.test(inner))),
    report: parsed(texts.get("lesson-report.json")),
  };
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
