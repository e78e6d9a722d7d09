import { expect, test } from "vitest";
import { compose } from "../../src/plan/compose.ts";
import { mergePackageJson } from "../../src/plan/merge-json.ts";

const merge = (...fragments: object[]) =>
  mergePackageJson(
    "app",
    fragments.map((fragment) => JSON.stringify(fragment)),
  );

test("fields are merged, dependencies sorted, layer names dropped", () => {
  const text = merge(
    { name: "@templates/a", type: "module", scripts: { dev: "x" }, devDependencies: { z: "1", m: "1" } },
    { name: "@templates/b", type: "module", scripts: { build: "y" }, devDependencies: { a: "2" } },
  );
  expect(text).toBe(`{
  "name": "app",
  "type": "module",
  "scripts": {
    "dev": "x",
    "build": "y"
  },
  "devDependencies": {
    "a": "2",
    "m": "1",
    "z": "1"
  }
}
`);
});

test("two layers that disagree are an error", () => {
  expect(() => merge({ scripts: { dev: "x" } }, { scripts: { dev: "y" } })).toThrow("/scripts/dev");
  expect(() => merge({ files: ["a"] }, { files: ["b"] })).toThrow("/files");
});

test("a layer says more exactly what the first one says of the routes; two that disagree are an error", () => {
  const path = "public/openapi.json";
  const document = (...summaries: object[]) =>
    compose(
      path,
      summaries.map((summary, index) => ({
        layer: `layer-${index}`,
        source: path,
        content: JSON.stringify({ paths: summary }),
      })),
      { name: "app" },
    );
  const exact = JSON.parse(document({ "/a": "all", "/b": "all" }, { "/a": "exact" }, { "/c": "new" }));
  expect(exact).toEqual({ paths: { "/a": "exact", "/b": "all", "/c": "new" } });
  expect(() => document({ "/a": "all" }, { "/a": "one" }, { "/a": "other" })).toThrow("/paths//a");
});
