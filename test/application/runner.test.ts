import { describe, expect, test } from "vitest";
import { type Found, findNode } from "../../src/application/find-node.ts";
import type { CompilerOptions } from "../../src/application/tsconfig.ts";
import { express, facts } from "./facts.ts";

describe("what runs TypeScript", () => {
  const stripped: CompilerOptions = {
    module: "nodenext",
    noEmit: true,
    erasableSyntaxOnly: true,
    rewriteRelativeImportExtensions: true,
  };
  const devDependencies = { tsx: "^4" };

  test.each([
    ["a script", { scripts: { start: "node --watch --env-file=.env ./src/app.ts" } }, {}, "itself"],
    ["a script on Windows", { scripts: { dev: "set A=1&& node src\\app.ts" } }, {}, "itself"],
    ["a script within another", { scripts: { dev: 'concurrently "node src/app.ts" "vite"' } }, {}, "itself"],
    ["a script, beside tsx", { scripts: { start: "node src/app.ts" }, devDependencies }, {}, "itself"],
    [
      "a script with what is loaded first",
      { scripts: { start: "node --import ./a.mjs src/app.ts" } },
      {},
      "itself",
    ],
    ["a script with a loader", { scripts: { start: "node --import=tsx src/app.ts" } }, {}, "tsx"],
    [
      "a script with an older loader",
      { scripts: { start: "node -r ts-node/register src/app.ts" } },
      {},
      "tsx",
    ],
    [
      "a script with a loader in a file",
      { scripts: { start: "node --import ./a.mjs src/app.ts" }, devDependencies: { "ts-node": "10" } },
      {},
      "tsx",
    ],
    ["a script of tsx", { scripts: { start: "tsx src/app.ts" } }, {}, "tsx"],
    ["a script of another file", { scripts: { x: "node a.ts" }, devDependencies }, {}, "tsx"],
    ["its compiler", {}, { compiler: { options: stripped, major: 5 } }, "itself"],
    ["its compiler, beside tsx", { devDependencies }, { compiler: { options: stripped, major: 5 } }, "tsx"],
    [
      "a compiler that builds",
      {},
      { compiler: { options: { ...stripped, noEmit: false }, major: 5 } },
      "tsx",
    ],
    ["the lack of anything else", {}, {}, "itself"],
    ["the lack of a tsconfig.json alone", { devDependencies: { typescript: "5" } }, {}, "tsx"],
  ] as const)("is told by %s", (_name, manifest, changes, runner) => {
    const found = findNode(facts({ ...express, ...manifest }, { main: "src/app.ts", ...changes }), undefined);
    expect((found as Found).application).toMatchObject({ runner });
  });

  test("is known in no time, of how many scripts and packages ever", () => {
    const names = Array.from({ length: 40_000 }, (_, at) => [`a${at}`, "1"]);
    const manifest = {
      scripts: { start: "node -r a src/app.ts;".repeat(20_000) },
      dependencies: { ...express.dependencies, ...Object.fromEntries(names), tsx: "4" },
    };
    const start = performance.now();
    const found = findNode(facts(manifest, { main: "src/app.ts" }), undefined);
    // It took half a minute.
    expect(performance.now() - start).toBeLessThan(5000);
    expect((found as Found).application).toMatchObject({ runner: "tsx" });
  }, 60_000);

  test.each([
    [{ type: "module" }, "app.ts", {}],
    [{}, "app.mts", {}],
    [{ type: "commonjs" }, "app.mts", { isIsland: true }],
    [{ type: "commonjs" }, "app.ts", { isIsland: true, by: "require" }],
    [{ type: "module" }, "app.cts", { by: "require" }],
  ])("where Node does, modules of ours are ES modules: %j, %s", (manifest, main, expected) => {
    const scripts = { start: `node ${main}` };
    const found = findNode(facts({ ...express, ...manifest, scripts }, { main }), undefined);
    const application = { place: "chat", main, form: "ts", runner: "itself", ...expected };
    expect((found as Found).application).toEqual(application);
  });
});
