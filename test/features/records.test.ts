import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { isOf, packagesOf } from "../../src/commands/list/brought.ts";
import { features } from "../../src/features/index.ts";
import { featureLayers } from "../../src/features/rules.ts";
import { type HandlerSpec, handlers, layersOf } from "../../src/handlers/index.ts";

const layers = await collectLayers();
const bringsPackages = (folders: readonly string[]) =>
  packagesOf(folders, ["node"], layers).node?.length !== 0;

test.each<HandlerSpec & { name: (typeof handlers)[number]["name"] }>(handlers)(
  "the handler $name says whether it brings packages",
  ({ name, hasPackages = false }) => {
    expect(bringsPackages(layersOf(name))).toBe(hasPackages);
  },
);

test.each(features)("the feature $name says whether it brings packages, and has a layer", (record) => {
  expect(bringsPackages(featureLayers([record.name]))).toBe(record.hasPackages ?? false);
  for (const folder of featureLayers([record.name])) {
    expect(Object.keys(layers).filter((name) => isOf(folder, name))).not.toEqual([]);
  }
  const names = features.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...(record.needs ?? []), ...(record.notWith ?? [])]));
});
