import { parsed } from "../parsed.ts";
import type { Conflict } from "./join.ts";
import type { Content } from "./layers.ts";

/**
 * What happens to a file. `keep`: another one is there, or was removed, and that stays. `same`: it is there already.
 * `merge`: what two have changed is put together. `conflict`: that can't be. `delete`: it is planned no more.
 */
export type Action = "create" | "overwrite" | "keep" | "same" | "merge" | "conflict" | "delete";

/** What happens to one file of the plan. */
export interface FileChange {
  /** In the project, with `/` between segments. */
  readonly path: string;
  readonly content: Content;
  readonly action: Action;
  /** What the file that is kept lacks: members of an object, or lines. */
  readonly missing?: object | readonly string[];
  /** Members of which the file that is there has other values. They stay when it is kept, and else do not. */
  readonly conflicts?: readonly Conflict[];
  /** What is put into a file that the user has: members of an object by their ways, or lines. */
  readonly added?: readonly string[];
  /** The file that is there, as it was when it was looked at. */
  readonly seen?: Seen;
  /** What may be done with the file, where that is not as with the one that is there: bits as POSIX has them. */
  readonly mode?: number;
  /** What is in conflict: how many places, and the three texts that are. */
  readonly clash?: Clash;
  /** The project had it and has it no more; the user has edited it, and it stays. */
  readonly isOrphan?: true;
  /** What changes in it, where that is wanted (a unified diff). */
  readonly patch?: string;
  /** Where the project has it otherwise: the user has renamed it. */
  readonly planned?: string;
}

/** A conflict of the user's text with a new one. */
export interface Clash {
  readonly places: number;
  /** Undefined where nobody knows what was planned: then the file stays, and the new text lies beside it. */
  readonly base: string | undefined;
  readonly yours: string;
  readonly next: string;
}

/** What changes with each change of a file: its size in bytes, and its time in milliseconds. And what may be done with it. */
export interface Seen {
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode?: number;
}

/** Whether a file's new text is put in its place. */
export const isWritten = ({ action, clash }: FileChange): boolean =>
  ["create", "overwrite", "merge"].includes(action) || (action === "conflict" && clash?.base !== undefined);

/** Whether anything happens to a file. */
export const isMoved = (change: FileChange): boolean => isWritten(change) || change.action === "delete";

/** Whether a file is the project's once all is written: not one of the user's that stays as it is. */
export const isOfProject = (change: FileChange): boolean => isWritten(change) || change.action === "same";

/** Whether a package.json that is kept lacks packages, so that an install now would bring none of them. */
export function lacksPackages(changes: readonly FileChange[]): boolean {
  const kept = changes.find(({ path, action }) => path === "package.json" && action === "keep");
  return ["dependencies", "devDependencies"].some((name) => Object.hasOwn(kept?.missing ?? {}, name));
}

type Manifest = Readonly<Partial<Record<"dependencies" | "devDependencies", object>>>;

/** Whether the project has anything to install. What of the user's can't be read here is for the package manager to read. */
export function needsInstall(changes: readonly FileChange[]): boolean {
  // A Python project needs llmbrick, at least.
  if (changes.some(({ path }) => path === "pyproject.toml")) return true;
  const packageJson = changes.find(({ path }) => path === "package.json");
  const manifest = parsed(JSON.parse, packageJson?.content.toString() ?? "{}") as Manifest | undefined;
  return !manifest || Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
}

/** Whether packages are put into a package.json that the user has. */
export const addsPackages = (changes: readonly FileChange[]): boolean =>
  changes.some(({ added = [] }) => added.some((member) => /^(?:dev)?dependencies\./i.test(member)));
