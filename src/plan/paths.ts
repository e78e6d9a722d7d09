import { type Lang, optionTable } from "../options/table.ts";

const DOTTED = /(^|\/)_(?!_)(?=[^/]*$)/;
const LEADS_OUT = /(?:^|\/)\.{0,2}(?:\/|$)|[\\:]/;
/** `handler.zh-TW.ts` is the Chinese twin of `handler.ts`. */
const TWIN = new RegExp(`\\.(${optionTable.lang.choices.join("|")})(?=\\.[^/]*$)`);

/** Whether a path in a project is none: it leads out of it, say. */
export const leadsOut = (path: string): boolean => LEADS_OUT.test(path);

/** git's own folder, by any spelling of a disk that does not tell letters apart, and what no name has. */
const NEVER = /(?:^|\/)\.git(?:\/|$)|\p{Cc}/iu;

/** Whether a project may have a file of this path: so what a document says may be touched. */
export const isProjectPath = (path: string): boolean => !leadsOut(path) && !NEVER.test(path);

/** `_gitignore` stands for `.gitignore`, which would hold for this repository too; `__init__.py` is itself. */
export function projectPath(source: string): string {
  const path = source
    .replace(TWIN, "")
    .replace(DOTTED, "$1.")
    .replace(/\.hbs$/, "");
  if (leadsOut(path)) throw new Error(`The planned path ${path} leaves the target`);
  return path;
}

/** Of files by their names in a layer, those for a language: the twins in it, and what has none. */
export function inLanguage(sources: readonly string[], lang: Lang): string[] {
  const twins = sources.filter((source) => TWIN.exec(source)?.[1] === lang);
  const replaced = twins.map((source) => source.replace(TWIN, ""));
  return [...sources.filter((source) => !TWIN.test(source) && !replaced.includes(source)), ...twins];
}
