import type { Stats } from "node:fs";
import { basename, join } from "node:path";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import type { Content } from "../plan/layers.ts";
import { leadsOut } from "../plan/paths.ts";
import type { Plan } from "../plan/plan.ts";
import { version } from "../version.ts";
import { orAbsent } from "./or-absent.ts";
import { readOrdinary } from "./ordinary.ts";
import { pidOf, type Staging } from "./staging.ts";

/** Makes the plan again that a run was at work on; undefined for what are no options. */
export type Replan = (options: unknown) => Promise<Plan<Content> | undefined>;

/** What a run writes of itself into its staging folder. */
interface RunRecord {
  readonly version: string;
  /** Which folder it was written into, and when: an archive that brings a record along can't know. */
  readonly folder: string;
  /** The folders between `new` and the project. */
  readonly within: readonly string[];
  readonly options: Options;
  /** The files that are changed in a folder that was there: some may be in no plan any more. */
  readonly paths: readonly string[];
}

/** In bytes: more than the options can take. */
const MAX_RECORD = 4 << 20;

/**
 * The number of a staging folder on its disk, and of the mark in it, and when that was made, to the fraction of a
 * millisecond. Not every disk tells that, but of a file that nobody has touched since, the last change is as good.
 */
async function identityOf(io: Io, folder: Stats, { mark }: Staging): Promise<string | undefined> {
  const stats = await orAbsent(io.fs.lstat(mark));
  return stats?.isFile() ? `${folder.ino} ${stats.ino} ${stats.birthtimeMs || stats.ctimeMs}` : undefined;
}

/** Writes into a staging folder what proves later on that it is ours. */
export async function writeRecord(
  io: Io,
  staging: Staging,
  { options, within = [], paths = [] }: Pick<RunRecord, "options"> & Partial<RunRecord>,
): Promise<void> {
  await io.fs.writeFile(staging.mark, "");
  const stats = await io.fs.lstat(staging.path);
  const folder = stats && (await identityOf(io, stats, staging));
  if (folder === undefined) throw new Error(`${staging.path} is gone`);
  const record: RunRecord = { version, folder, within, options, paths };
  await io.fs.writeFile(staging.record, JSON.stringify(record));
}

/** A staging folder that is proven to be this program's. */
export interface Proven {
  readonly plan: Plan<Content>;
  /** The files that it was to change, besides. */
  readonly paths: readonly string[];
  /** Where its new files are. */
  readonly project: string;
}

/**
 * Proves that a run of this user and this version has left a staging folder where it is.
 * @returns undefined when that can't be proven
 */
export async function prove(io: Io, staging: Staging, replan: Replan): Promise<Proven | undefined> {
  const stats = await orAbsent(io.fs.lstat(staging.path));
  if (!stats?.isDirectory() || !isMine(stats)) return undefined;
  const record = parse(await readOrdinary(io, staging.record, MAX_RECORD));
  if (record?.version !== version || record.folder !== (await identityOf(io, stats, staging)))
    return undefined;
  const { within, paths } = record;
  if (!Array.isArray(within) || !within.every(isSegment)) return undefined;
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === "string" && !leadsOut(path)))
    return undefined;
  const plan = await replan(record.options);
  return plan && { plan, paths, project: join(staging.fresh, ...within) };
}

/** Windows has no such numbers. */
const isMine = ({ uid }: Stats): boolean => process.getuid === undefined || uid === process.getuid();

const isSegment = (name: unknown): boolean => typeof name === "string" && !/^\.{0,2}$|[/\\]/.test(name);

/**
 * Whether a staging folder of this user's is as bare as a run leaves it that was killed before it had written
 * anything, or while it took a lock: empty files of known names, a record that breaks off, and nothing to lose.
 */
export async function isBare(io: Io, { path, mark, record }: Staging): Promise<boolean> {
  const stats = await orAbsent(io.fs.lstat(path));
  if (!stats?.isDirectory() || !isMine(stats)) return false;
  const names = (await orAbsent(io.fs.readdir(path))) ?? [];
  for (const name of names) {
    const known = name === "lock" ? isBareLock : name === basename(record) ? isTorn : isEmptyFile;
    const mayBe = ["lock", ...[path, mark, record].map((known) => basename(known))].includes(name);
    if (!mayBe || !(await known(io, join(path, name)))) return false;
  }
  return true;
}

/** Whether a folder is a lock as a run leaves it: it names its owner, or nobody. */
export async function isBareLock(io: Io, path: string): Promise<boolean> {
  if (!(await orAbsent(io.fs.lstat(path)))?.isDirectory()) return false;
  const [owner, ...others] = (await orAbsent(io.fs.readdir(path))) ?? [];
  if (owner === undefined) return true;
  return others.length === 0 && pidOf(owner) !== undefined && (await isEmptyFile(io, join(path, owner)));
}

/** What each record begins with. */
const RECORD_START = '{"version":"';

/** Whether a file is a record of which a run could not write all: it is none yet, and nothing else. */
async function isTorn(io: Io, path: string): Promise<boolean> {
  const record = await readOrdinary(io, path, MAX_RECORD);
  if (!record || parse(record)) return false;
  const text = record.toString();
  return text.startsWith(RECORD_START) || RECORD_START.startsWith(text);
}

async function isEmptyFile(io: Io, path: string): Promise<boolean> {
  const stats = await orAbsent(io.fs.lstat(path));
  return stats?.isFile() === true && stats.size === 0;
}

/** What is in a record, of which nothing is known but that it was read. */
function parse(text: Buffer | undefined): Partial<RunRecord> | undefined {
  try {
    const value: unknown = JSON.parse(text?.toString() ?? "");
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
