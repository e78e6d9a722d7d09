import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { type HandlerSpec, handlers } from "../../src/handlers/index.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const providers = (handlers as readonly HandlerSpec[]).filter(({ address }) => address);

/** What is no code: names of models and packages, and what the README says. */
const words =
  /^(README\.md|\.env\.example|\.llmbrick\.json|package\.json|pyproject\.toml|src\/config\.ts|server\.py)$/;

test.each([
  [
    "node",
    (name: string) =>
      new RegExp(
        `^(src/handler\\.ts|src/${name}-\\w+\\.ts|src/model/(frames|lines)\\.ts|test/handler\\.test\\.ts)$`,
      ),
  ],
  [
    "llmbrick",
    (name: string) =>
      new RegExp(`^(handler\\.py|${name}_\\w+\\.py|tests/test_handler\\.py|model/(frames|lines)\\.py)$`),
  ],
] as const)("in %s, two providers differ in the files that the README says to copy", (framework, copied) => {
  const [first, ...others] = providers.map(({ name, models }) => {
    const chosen = options({ framework, handler: name as "openai", models: [...models] });
    return { name, files: plan(chosen, layers).files };
  });
  if (!first) throw new Error("There is no provider");
  expect(others.length).toBeGreaterThan(0);
  for (const { name, files } of others) {
    const differing = [...new Set([...first.files.keys(), ...files.keys()])].filter(
      (path) => String(first.files.get(path)) !== String(files.get(path)) && !words.test(path),
    );
    expect(differing.length).toBeGreaterThan(2);
    for (const path of differing) expect(path).toMatch(copied(`(${first.name}|${name})`));
  }
});
