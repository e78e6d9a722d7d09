import fc from "fast-check";
import { expect, test } from "vitest";
import { isMoved } from "../../src/plan/changes.ts";
import { LOCK_FILES } from "../../src/plan/lock-files.ts";
import { merge } from "../../src/plan/merge/index.ts";
import { compareVersions } from "../../src/plan/merge/versions.ts";
import { runsOr, seedOfRun } from "../fuzz/seed.ts";
import { anyOptions } from "../support/any-options.ts";
import { essence, layout } from "./layouts.ts";
import { edited, editsApart, linesOf } from "./lines.ts";
import { updated } from "./outcome.ts";
import { type Owned, owned } from "./user.ts";
import { filesOf, pathAt, type Texts, textsOf, versions, wishes } from "./versions.ts";

const seed = seedOfRun();

/** Of all properties together. */
const cases = runsOr(240);

/** @param share of the cases that are played: their costs differ */
function property<Case>(
  title: string,
  share: number,
  arbitrary: fc.Arbitrary<Case>,
  check: (one: Case) => void,
) {
  const numRuns = Math.ceil(cases * share);
  test(`${title}: ${numRuns} cases, FUZZ_SEED=${seed}`, { timeout: 3_600_000 }, () => {
    fc.assert(fc.property(arbitrary, check), { numRuns, seed, endOnFailure: true });
    expect(numRuns).toBeGreaterThan(0);
  });
}

const either = fc.oneof(versions, wishes);

/** Windows' line ends say nothing. */
const unix = (text = "") => text.replaceAll("\r\n", "\n");

/** The files that one of two has otherwise than the other. */
const differing = (one: Texts, other: Texts) =>
  [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .map((path) => [path, ...aroundDifference(one.get(path) ?? "(none)", other.get(path) ?? "(none)")]);

/** As much of two texts as shows where they part. */
function aroundDifference(one: string, other: string): string[] {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return [one, other].map((text) => text.slice(Math.max(0, at - 40), at + 40));
}

const essences = (files: Texts) => new Map([...files].map(([path, text]) => [path, essence(text)]));

/** Files whose lines are merged without their order. */
const isList = (path: string) => path.endsWith("ignore");

const times = (text: string | undefined, word: string) => (text ?? "").split(word).length - 1;

property("nothing of the user's is lost, and nothing comes back", 0.17, owned(either), (project) => {
  const {
    versions: { base, next },
    disk,
    words,
  } = project;
  const outcome = updated(base, next, disk);
  for (const [path, own] of words) {
    // Two edits may have the same word.
    for (const word of own) {
      const before = times(disk.get(path), word);
      expect([path, word, times(outcome.disk.get(path), word)]).toEqual([path, word, before]);
    }
  }
  for (const path of base.keys()) if (!disk.has(path)) expect(outcome.disk.has(path)).toBe(false);
  for (const [path, text] of disk) {
    if (!base.has(path) && !next.has(path)) expect(outcome.disk.get(path)).toBe(text);
    // What stays is listed as what stays.
    const change = outcome.changes.find((one) => one.path === path);
    if (change?.action === "merge" || change?.action === "overwrite")
      expect(outcome.disk.get(path)).not.toBe(text);
    const isWindows = text.includes("\r\n") && !/(?<!\r)\n/.test(text);
    if (isWindows) expect(outcome.disk.get(path) ?? "").not.toMatch(/(?<!\r)\n/);
  }
  expectPackagesOf(project, outcome.disk);
});

const versionIn = (range: string) => /\d[\w.-]*/.exec(range)?.[0] ?? "";

/** The user's scripts and packages are there, and none of a lower version. */
function expectPackagesOf({ versions: { base }, disk }: Owned, after: Texts): void {
  const place = "package.json";
  const [old, own, merged] = [base, disk, after].map((files) => objectIn(files.get(place)));
  if (!old || !own || !merged) return;
  for (const group of ["scripts", "dependencies", "devDependencies", "peerDependencies"]) {
    for (const [name, value] of Object.entries(own[group] ?? {})) {
      const before = old[group]?.[name];
      if (before === value) continue;
      const now = merged[group]?.[name] ?? "";
      if (group === "scripts" || versionIn(value) === "") expect([name, now]).toEqual([name, value]);
      else expect([name, compareVersions(versionIn(now), versionIn(value)) >= 0]).toEqual([name, true]);
    }
  }
}

function objectIn(text: string | undefined): Record<string, Record<string, string>> | undefined {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

property("to update twice is to update once", 0.11, owned(either), ({ versions: { base, next }, disk }) => {
  const { disk: once } = updated(base, next, disk);
  const twice = updated(next, next, once);
  expect(differing(twice.disk, once)).toEqual([]);
  expect(twice.changes.filter(isMoved)).toEqual([]);
});

property("what nobody has touched becomes what is made anew", 0.11, either, ({ base, next }) => {
  expect(differing(updated(base, next, base).disk, next)).toEqual([]);
  const windows = new Map([...base].map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]));
  const after = [...updated(base, next, windows).disk].map(([path, text]) => [path, unix(text)] as const);
  expect(differing(new Map(after), next)).toEqual([]);
});

property(
  "what is added and taken out again leaves all as it was",
  0.17,
  owned(wishes),
  ({ versions: { base, next }, disk, isLaidOut }) => {
    const added = updated(base, next, disk);
    if (added.changes.some(({ action }) => action === "conflict")) return;
    const { disk: after, changes } = updated(next, base, added.disk);
    if (changes.some(({ action }) => action === "conflict")) return;
    // Whatever was away comes again as it is made: nothing tells any more of its line ends, or that it was removed.
    const wasAway = (path: string) => !added.disk.has(path) && !next.has(path);
    for (const [path, text] of base) if (wasAway(path)) expect([path, after.get(path)]).toEqual([path, text]);
    // A line of a list comes again at its end, be it that the user had removed it.
    for (const [path, text] of disk) {
      if (!isList(path)) continue;
      const [now, own, made] = [after.get(path), text, base.get(path)].map((one) => unix(one).split("\n"));
      expect([path, own?.filter((line) => !now?.includes(line))]).toEqual([path, []]);
      expect([path, now?.filter((line) => !own?.includes(line) && !made?.includes(line))]).toEqual([
        path,
        [],
      ]);
    }
    const [now = after, before = disk] = [after, disk].map(
      (files) => new Map([...files].filter(([path]) => !(base.has(path) && wasAway(path)) && !isList(path))),
    );
    // Lines that were away are laid out by nobody.
    expect(isLaidOut ? differing(essences(now), essences(before)) : differing(now, before)).toEqual([]);
  },
);

const oneFile = fc.record({ options: anyOptions(), file: fc.nat() }).map(({ options, file }) => {
  const files = filesOf(options);
  const path = pathAt(files, file);
  return { path, text: files.get(path) ?? "" };
});

const apart = oneFile
  // Those that are merged as data.
  .filter(({ path }) => !/(?:\.json|pyproject\.toml|\.\w+ignore)$/.test(path))
  .chain(({ path, text }) =>
    fc.record({ path: fc.constant(path), text: fc.constant(text), edits: editsApart(text) }),
  );

property(
  "edits away from ours merge without a conflict",
  0.38,
  apart,
  ({ path, text, edits: { user, version } }) => {
    const versions = { path, base: text, yours: edited(text, user), next: edited(text, version) };
    expect(merge(versions)).toEqual({ content: edited(text, [...user, ...version]), conflicts: 0 });
  },
);

const formatted = fc.record({ versions: either, format: layout }).map(({ versions, format }) => ({
  versions,
  disk: textsOf([...versions.base].map(([path, text]) => [path, format(path, text)])),
}));

property(
  "what another formatter has laid out merges without a conflict",
  0.03,
  formatted,
  ({ versions: { base, next }, disk }) => {
    const outcome = updated(base, next, disk);
    expect(outcome.changes.filter(({ action }) => action === "conflict").map(({ path }) => path)).toEqual([]);
    for (const [path, text] of next) {
      if (base.has(path))
        expect([path, essence(outcome.disk.get(path) ?? "")]).toEqual([path, essence(text)]);
    }
  },
);

const withBlankLines = fc
  .record({ versions: either, places: fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }) })
  .map(({ versions, places }) => ({
    versions,
    disk: textsOf(
      [...versions.base].map(([path, text]) => {
        const length = linesOf(text).length;
        const edits = places.map((place) => ({ at: place % (length + 1), removed: 0, inserted: [""] }));
        return [path, edited(text, edits)];
      }),
    ),
  }));

const withoutBlankLines = (text = "") => linesOf(text).filter((line) => line.trim() !== "");

property(
  "who has put blank lines in has all of ours, and no conflict",
  0.03,
  withBlankLines,
  ({ versions: { base, next }, disk }) => {
    const outcome = updated(base, next, disk);
    expect(outcome.changes.filter(({ action }) => action === "conflict").map(({ path }) => path)).toEqual([]);
    for (const [path, text] of next) {
      // A lock file is the package manager's, once it says more than ours.
      if (base.has(path) && !isList(path) && !LOCK_FILES.includes(path))
        expect([path, withoutBlankLines(outcome.disk.get(path))]).toEqual([path, withoutBlankLines(text)]);
    }
  },
);
