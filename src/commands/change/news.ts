import type { Io } from "../../io.ts";
import type { Lang } from "../../options/table.ts";
import { compareVersions } from "../../plan/merge/versions.ts";

/** What the change log says of the versions after one, up to another, the newest first. */
export async function newsBetween(io: Io, lang: Lang, from: string, to: string): Promise<string[]> {
  if (from === to) return [];
  const log = (await io.readChangelog())[lang];
  return Object.keys(log)
    .filter((version) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0)
    .sort((a, b) => compareVersions(b, a))
    .flatMap((version) => log[version] ?? []);
}
