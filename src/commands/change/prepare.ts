import { isDeepStrictEqual } from "node:util";
import { type WorkTree, workTreeOf } from "../../effects/work-tree.ts";
import { isOfTheRoot } from "../../effects/workspace.ts";
import { UserError } from "../../errors.ts";
import { loadSha256 } from "../../hash.ts";
import type { Io } from "../../io.ts";
import type { Options } from "../../options/table.ts";
import { type FileChange, isMoved, type Seen } from "../../plan/changes.ts";
import { printedAs } from "../../plan/json-text.ts";
import { merge } from "../../plan/merge/index.ts";
import { ANSWERS_FILE, hashOf } from "../../plan/plan.ts";
import { asPlanned, type Files, type Present, reconcile } from "../../plan/reconcile.ts";
import { projectOf, workspaceFor } from "../../steps/project.ts";
import type { ProjectState } from "../../steps/step.ts";
import { ASIDE } from "./aside.ts";
import { type Bases, findBases, type Search } from "./bases.ts";
import { readDisk } from "./disk.ts";
import { linkedFiles } from "./links.ts";
import type { Project } from "./project.ts";
import { filesBelow, findMovedFolders, findRenames, placeIn } from "./renames.ts";
import { besideOf, refuseUnresolved } from "./unresolved.ts";

/** All that is known before anything is written. */
export interface Prepared extends Pick<Bases, "failed"> {
  readonly options: Options;
  readonly changes: readonly FileChange[];
  readonly disk: ReadonlyMap<string, Present>;
  readonly workTree: WorkTree | undefined;
  readonly workspace: ProjectState["workspace"];
  /** Whether the last commit has all that is changed, as it is: then it is the way back. */
  readonly isCommitted: boolean;
}

/**
 * Compares a project with what these options make of it now.
 * @throws UserError where there are conflicts from the last time, or uncommitted changes and no word that they may be
 */
export async function prepare(
  io: Io,
  project: Project,
  options: Options,
  { isForced, tell }: Pick<Search, "isForced" | "tell">,
): Promise<Prepared> {
  const { folder } = project;
  const workspace = await workspaceFor(io, options, {
    path: folder,
    state: "full",
    base: folder,
    missing: [],
  });
  const isRoots = (path: string) => workspace !== undefined && isOfTheRoot(path);
  const own = (files: Iterable<readonly [string, string | Buffer]>): Files =>
    new Map([...files].filter(([path]) => !isRoots(path)));
  const all = (await projectOf(io, options)).files;
  const next = own(all);
  const hashes = project.hashes && new Map([...project.hashes].filter(([path]) => !isRoots(path)));
  const before = own((await projectOf(io, project.options)).files);

  const paths = new Set([...next.keys(), ...before.keys(), ...(hashes?.keys() ?? [])]);
  const disk = await readDisk(io, folder, paths);
  const answers = disk.get(ANSWERS_FILE);
  // In UTF-16 they can be read, too, and are kept aside as what they say.
  if (answers) disk.set(ANSWERS_FILE, { ...answers, text: answers.text ?? project.answers });
  const workTree = await workTreeOf(io, folder);
  const dirty = workTree ? await workTree.uncommitted() : [];
  if (!dirty && !isForced)
    throw new UserError("UNCOMMITTED", ["gitCannotTell", folder], { hint: ["gitCannotTellHint"] });
  const renamed = new Map([
    ...(await linkedFiles(io, folder, paths)),
    ...(await renamesOf(io, { folder, hashes, next, disk, workTree })),
  ]);
  for (const [path, present] of await readDisk(io, folder, renamed.values())) disk.set(path, present);
  await refuseUnresolved(io, folder, disk, workTree);
  if (dirty && dirty.length > 0 && !isForced) {
    throw new UserError("UNCOMMITTED", ["uncommitted", dirty], { hint: ["uncommittedHint"] });
  }

  const { base, failed } = await findBases(io, {
    project: { ...project, hashes },
    before,
    next,
    disk,
    workTree,
    renamed,
    isForced,
    tell,
  });
  // An earlier version may have had files that no one has noted.
  const others = [...base.keys()].filter((path) => !paths.has(path));
  for (const [path, present] of await readDisk(io, folder, others)) disk.set(path, present);

  const moved = <Content>(files: Iterable<readonly [string, Content]>) =>
    new Map(
      [...files]
        .filter(([path]) => path !== ANSWERS_FILE)
        .map(([path, content]) => [renamed.get(path) ?? path, content]),
    );
  const plannedAs = new Map([...renamed].map(([planned, path]) => [path, planned]));
  const compared = reconcile(moved(base), moved(next), disk, merge).map((change) => {
    const planned = plannedAs.get(change.path);
    return planned === undefined ? change : { ...change, planned };
  });
  const changes = [
    ...compared.flatMap(withBeside),
    {
      ...answersChange(next, project.answers, answers?.seen),
      path: renamed.get(ANSWERS_FILE) ?? ANSWERS_FILE,
    },
  ];
  const committed = new Set(await workTree?.committed());
  const touched = changes.filter((change) => isMoved(change) && disk.has(change.path));
  return {
    options,
    changes,
    disk,
    // One that can't tell, or has nothing of the project, since it ignores it, say, is not for us to change.
    workTree: dirty && committed.size > 0 ? workTree : undefined,
    workspace: workspace && {
      ...workspace,
      needs: new Map([...all].filter(([path]) => isRoots(path))),
    },
    isCommitted:
      dirty?.length === 0 && committed.size > 0 && touched.every(({ path }) => committed.has(path)),
    ...(failed && changes.some(isWithoutBase) && { failed }),
  };
}

interface Renaming {
  readonly folder: string;
  readonly hashes: ReadonlyMap<string, string> | undefined;
  readonly next: Files;
  readonly disk: ReadonlyMap<string, Present>;
  readonly workTree: WorkTree | undefined;
}

/**
 * Of the files that are not where they were planned, those that are elsewhere: in a folder that was renamed, into which
 * what is new goes, too, or under another name, and planned otherwise now.
 */
async function renamesOf(
  io: Io,
  { folder, hashes = new Map(), next, disk, workTree }: Renaming,
): Promise<Map<string, string>> {
  const sha256 = await loadSha256();
  const known = [...hashes.keys()].filter((path) => next.has(path));
  if (known.every((path) => disk.has(path))) return new Map();
  const files = (await workTree?.files()) ?? (await filesBelow(io, folder));
  const others = files.filter(
    (path) => !next.has(path) && !hashes.has(path) && !path.startsWith(`${ASIDE}/`),
  );
  const folders = findMovedFolders(known, (path) => disk.has(path), others);
  const moved = new Map<string, string>();
  for (const path of new Set([...hashes.keys(), ...next.keys()])) {
    const place = disk.has(path) ? undefined : placeIn(folders, path);
    if (place !== undefined) moved.set(path, place);
  }
  const [places, there] = [new Set(moved.values()), new Set(others)];
  const lost = new Map(
    [...hashes].filter(([path, hash]) => {
      const planned = next.get(path);
      const isElsewhere = disk.has(path) || there.has(moved.get(path) ?? path);
      return !isElsewhere && planned !== undefined && hashOf(planned, sha256) !== hash;
    }),
  );
  const wanted = new Map(
    [...lost].map(([path, hash]) => [path, (text: string) => hashOf(asPlanned(text), sha256) === hash]),
  );
  let history: Promise<Map<string, string>> | undefined;
  const renamed = await findRenames(io, folder, {
    lost,
    others: others.filter((path) => !places.has(path)),
    async textOf(path) {
      // Once for all: it goes through each commit that there is.
      history ??= workTree?.findInHistory(wanted);
      // What is planned now is much like what was planned then.
      return (await history)?.get(path) ?? next.get(path)?.toString();
    },
  });
  return new Map([...moved, ...renamed]);
}

/** Where nobody knows what was planned, the new text is laid beside the file. */
function withBeside(change: FileChange): FileChange[] {
  const { path, clash } = change;
  if (!clash || !isWithoutBase(change)) return [change];
  return [change, { path: besideOf(path), content: clash.next, action: "create" }];
}

const isWithoutBase = ({ clash }: FileChange): boolean => clash !== undefined && clash.base === undefined;

/** The answers are ours, but for the schema that the user has named, and how they are laid out. */
function answersChange(next: Files, present: string, seen: Seen | undefined): Omit<FileChange, "path"> {
  const own = JSON.parse(present);
  const planned = JSON.parse(next.get(ANSWERS_FILE)?.toString() ?? "{}");
  const document = "$schema" in own ? { $schema: own.$schema, ...planned } : planned;
  const change = { content: printedAs(present, document), ...(seen && { seen }) };
  if (isDeepStrictEqual(own, document)) return { ...change, action: "same" };
  return { ...change, action: seen ? "overwrite" : "create" };
}
