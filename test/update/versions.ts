import fc from "fast-check";
import { collectLayers } from "../../build/layers.ts";
import { type FeatureName, featureNames, misfitsOf } from "../../src/features/rules.ts";
import { handlerNames, modelsFor } from "../../src/handlers/index.ts";
import type { Options } from "../../src/options/table.ts";
import { ANSWERS_FILE } from "../../src/plan/plan.ts";
import { anyOptions } from "../support/any-options.ts";
import { plan } from "../support/plan.ts";
import { edited, type LineEdit, linesOf } from "./lines.ts";

const layers = await collectLayers();

export type Texts = ReadonlyMap<string, string>;

/** What two versions of this program make of a project; or one version, of two wishes. */
export interface Versions {
  readonly options: Options;
  readonly base: Texts;
  readonly next: Texts;
}

/** Texts by their paths, of which a failing case names the number alone. */
export const textsOf = (entries: Iterable<readonly [string, string]>): Map<string, string> => {
  const texts = new Map(entries);
  return Object.assign(texts, { [fc.toStringMethod]: () => `${texts.size} files` });
};

/** The files of a project, but for its answers, which are ours alone. */
export const filesOf = (options: Options): Map<string, string> =>
  textsOf([...plan(options, layers).files].filter(([path]) => path !== ANSWERS_FILE));

/** What another version has otherwise, in one file. */
type Difference = (files: Map<string, string>) => unknown;

const place = fc.record({ file: fc.nat(), at: fc.nat(), removed: fc.nat(5), inserted: fc.nat(3) });

/** Changes of some lines, of packages' versions, of which files there are. */
const difference: fc.Arbitrary<Difference> = fc.oneof(
  { weight: 6, arbitrary: place.map(lineDifference) },
  { weight: 2, arbitrary: fc.nat(20).map(versionDifference) },
  { weight: 1, arbitrary: fc.nat().map(withoutFile) },
  { weight: 1, arbitrary: fc.nat(99).map(withFile) },
);

function withoutFile(at: number): Difference {
  return (files) => files.delete(pathAt(files, at));
}

function withFile(n: number): Difference {
  return (files) => files.set(`src/llmbrick/old-${n}.ts`, `// ${n}\n`);
}

export const pathAt = (files: Texts, at: number): string => [...files.keys()][at % files.size] ?? "";

function lineDifference({
  file,
  at,
  removed,
  inserted,
}: Record<"file" | keyof LineEdit, number>): Difference {
  return (files) => {
    const path = pathAt(files, file);
    // A line of JSON is no change by itself.
    if (path.endsWith(".json")) return;
    const text = files.get(path) ?? "";
    const lines = Array.from({ length: inserted }, (_, nth) => `// old ${file} ${nth}`);
    files.set(path, edited(text, [{ at: at % (linesOf(text).length + 1), removed, inserted: lines }]));
  };
}

/** Packages as they were: some not there, the others of a version before. */
function versionDifference(nth: number): Difference {
  return (files) => {
    const json = JSON.parse(files.get("package.json") ?? "{}");
    const all = [json.dependencies, json.devDependencies].filter((group) => group !== undefined);
    const names = all.flatMap((group) => Object.keys(group).map((name) => ({ group, name })));
    const one = names[nth % names.length];
    if (!one) return;
    if (nth % 5 === 0) delete one.group[one.name];
    else one.group[one.name] = "^0.0.1";
    files.set("package.json", `${JSON.stringify(json, null, 2)}\n`);
  };
}

/** Another handler, and other features, that go together with the rest. */
const wish = fc.record({
  features: fc.subarray([...featureNames]),
  handler: fc.constantFrom(...handlerNames),
});

export const withWish = (options: Options, { features, handler }: Pick<Options, "features" | "handler">) => ({
  ...options,
  features: misfitsOf(features, options.framework).length > 0 ? ([] as FeatureName[]) : features,
  handler,
  models: modelsFor(handler),
});

/** Two wishes for one project of this version. */
export const wishes: fc.Arbitrary<Versions> = fc
  .record({ options: anyOptions(), one: wish, two: wish })
  .map(({ options, one, two }) => ({
    options,
    base: filesOf(withWish(options, one)),
    next: filesOf(withWish(options, two)),
  }));

/** Two versions of one project: the later is what we make of it, and the earlier differs from that in some places. */
export const versions: fc.Arbitrary<Versions> = fc
  .record({ options: anyOptions(), differences: fc.array(difference, { minLength: 1, maxLength: 8 }) })
  .map(({ options, differences }) => {
    const next = filesOf(options);
    const base = textsOf(next);
    for (const change of differences) change(base);
    return { options, base, next };
  });
