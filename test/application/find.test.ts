import { describe, expect, test } from "vitest";
import { type Found, findNode } from "../../src/application/find-node.ts";
import { agrees } from "../../src/application/tsconfig.ts";
import { frameworks } from "../../src/platforms/frameworks.ts";
import { compiler, express, facts } from "./facts.ts";

describe("the framework", () => {
  test.each(frameworks.filter(({ packages, platform }) => platform === "node" && packages.length > 0))(
    "$name is found by its packages",
    ({ name, packages }) => {
      const dependencies = Object.fromEntries(packages.map((one) => [one, "*"]));
      expect(findNode(facts({ dependencies }), undefined)).toMatchObject({ framework: name });
    },
  );

  test("NestJS is found, and not what it stands on", () => {
    const dependencies = { express: "5", "@nestjs/core": "11", "@nestjs/platform-express": "11" };
    expect(findNode(facts({ dependencies }), undefined)).toMatchObject({ framework: "nest" });
  });

  test("what an application needs counts before what its developers need", () => {
    const found = findNode(facts({ ...express, devDependencies: { fastify: "5" } }), undefined);
    expect(found).toMatchObject({ framework: "express" });
  });

  test("several are an error, in which --framework decides", () => {
    const manifest = facts({ dependencies: { express: "5", fastify: "5" } });
    expect(findNode(manifest, undefined)).toEqual({
      kind: "severalFrameworks",
      names: ["express", "fastify"],
    });
    expect(findNode(manifest, "fastify")).toMatchObject({ framework: "fastify" });
  });

  test("none is an error, until the user says that it is Node alone", () => {
    expect(findNode(facts({}), undefined)).toEqual({ kind: "noFramework" });
    expect(findNode(facts({}), "node")).toMatchObject({ framework: "node" });
  });

  test("a package without which the routes don't run is named", () => {
    const lacking = { kind: "lacksPackage", name: "@hono/node-server" };
    expect(findNode(facts({ dependencies: { hono: "4" } }), undefined)).toEqual(lacking);
    expect(findNode(facts({}), "koa")).toEqual({ kind: "lacksPackage", name: "koa" });
  });

  test.each([
    ["express", "^3.21.2", undefined, 4],
    ["fastify", "^4", undefined, 5],
    ["fastify", "3.x || ^4.1", undefined, 5],
    ["fastify", "^5", "4.29.1", 5],
    ["hono", "~3.12", undefined, 4],
    ["koa", "1.7.1", undefined, 2],
    ["@nestjs/core", "^7.6.18", undefined, 8],
  ])("%s %s, installed as %s, is too old", (name, range, version, since) => {
    const others = { "@hono/node-server": "*", "@nestjs/platform-express": "*" };
    const dependencies =
      name === "hono" || name.startsWith("@") ? { ...others, [name]: range } : { [name]: range };
    const installed = new Map(version ? [[name, version]] : []);
    const found = findNode(facts({ dependencies }, { installed }), undefined);
    expect(found).toEqual({ kind: "tooOld", name, version: version ?? range, since });
  });

  test.each([
    ["express", "^4.18", undefined],
    ["fastify", "^4 || ^5", undefined],
    ["fastify", ">=4", undefined],
    ["fastify", "^4", "5.0.0"],
    ["fastify", "latest", undefined],
    ["fastify", "workspace:*", undefined],
    ["fastify", "npm:fastify@5", undefined],
    ["koa", "2", undefined],
  ])("%s %s, installed as %s, will do", (name, range, version) => {
    const installed = new Map(version ? [[name, version]] : []);
    const found = findNode(facts({ dependencies: { [name]: range } }, { installed }), undefined);
    expect(found).toMatchObject({ framework: name });
  });

  test.each([{ dependencies: [] }, { dependencies: "express" }, { scripts: null, main: 5 }])(
    "nonsense is none: %j",
    (manifest) => {
      expect(findNode(facts(manifest), undefined)).toEqual({ kind: "noFramework" });
    },
  );
});

describe("the form", () => {
  const formOf = (found: ReturnType<typeof findNode>) => (found as Found).application;
  const esm = { ...express, type: "module" };
  test.each([
    ["JavaScript in CommonJS", express, {}, { form: "cjs", place: "chat", runner: "itself" }],
    ["ES modules", esm, { main: "src/app.js" }, { form: "js", place: "src/chat" }],
    [
      "JavaScript that a compiler checks",
      esm,
      { ...compiler({ checkJs: true }), main: "app.js" },
      { form: "js", isUnchecked: true },
    ],
    ["a main file of CommonJS among ES modules", esm, { main: "app.cjs" }, { form: "cjs", isIsland: true }],
    ["a main file of ES modules without a type", express, { main: "app.mjs" }, { form: "cjs", by: "import" }],
    [
      "a main file that is an ES module by its own words",
      express,
      { code: 'import express from "express";\n' },
      { form: "cjs", by: "import" },
    ],
    [
      "a main file that can't be one",
      { ...express, type: "commonjs" },
      { code: "import express from 'express'" },
      { form: "cjs" },
    ],
    [
      "a main file of ES modules in TypeScript that becomes CommonJS",
      express,
      { ...compiler({ module: "nodenext", strict: true, target: "esnext" }), main: "app.mts" },
      { form: "ts-cjs", by: "import" },
    ],
    [
      "modules that are left to a bundler, whatever the package's type",
      express,
      compiler({ module: "esnext", moduleResolution: "bundler", verbatimModuleSyntax: true }),
      { form: "ts-cjs" },
    ],
    [
      "nodenext, by the package's type",
      esm,
      compiler({ module: "NodeNext", strict: true, target: "ES2023" }),
      { form: "ts-js", runner: "tsx" },
    ],
    [
      "nodenext in a package without one",
      express,
      compiler({ module: "nodenext", strict: true, target: "esnext" }),
      { form: "ts-cjs" },
    ],
    [
      "CommonJS",
      esm,
      compiler({ module: "CommonJS", esModuleInterop: true }),
      { form: "ts-cjs", isUnchecked: true },
    ],
    ["nothing said in an old release", express, compiler({ esModuleInterop: true }), { form: "ts-cjs" }],
    [
      "imports of .ts files",
      esm,
      compiler({ module: "esnext", rewriteRelativeImportExtensions: true }),
      { form: "ts" },
    ],
    [
      "tsx without a tsconfig.json",
      { ...esm, devDependencies: { tsx: "4" } },
      { main: "app.ts" },
      { form: "ts", runner: "tsx" },
    ],
  ] as const)("%s", (_name, manifest, changes, expected) => {
    const application = formOf(findNode(facts(manifest, changes), undefined));
    expect({ by: undefined, ...application }).toMatchObject({ by: undefined, ...expected });
  });

  test.each([
    ["noInterop", { module: "commonjs" }, express],
    ["verbatim", { module: "nodenext", verbatimModuleSyntax: true }, express],
    ["noSources", { module: "nodenext" }, { ...esm, scripts: { start: "node src/app.ts" } }],
  ] as const)("what can't be compiled is said: %s", (kind, options, manifest) => {
    expect(findNode(facts(manifest, compiler(options)), undefined)).toEqual({ kind });
  });

  test("packages that name a default need no esModuleInterop", () => {
    const nest = { dependencies: { "@nestjs/core": "10", "@nestjs/platform-express": "10" } };
    const found = findNode(facts(nest, compiler({ module: "commonjs", target: "ES2021" })), undefined);
    expect(formOf(found)).toMatchObject({ form: "ts-cjs" });
  });

  test("the folder is one that is free, beside the main file", () => {
    const taken = ["src/chat.js", "src/llmbrick"];
    const place = (count: number) => {
      const isTaken = (path: string) => taken.slice(0, count).includes(path);
      return formOf(findNode(facts(express, { main: "src/app.js", isTaken }), undefined)).place;
    };
    const scripts = (test: string) => ({ ...express, scripts: { "test:chat": test } });
    expect(formOf(findNode(facts(scripts("mine")), undefined)).place).toBe("llmbrick");
    expect(formOf(findNode(facts(scripts("node --test chat/test/a.js")), undefined)).place).toBe("chat");
    expect([0, 1, 2].map(place)).toEqual(["src/chat", "src/llmbrick", "src/llmbrick-chat"]);
    expect(findNode(facts(express, { isTaken: () => true }), undefined)).toEqual({ kind: "noPlace" });
  });
});

test.each([
  [{ strict: true, target: "es2022" }, 5, true],
  [{ strict: true, target: "es2019", lib: ["ES2023", "DOM"] }, 5, true],
  [{ strict: true, target: "es2021" }, 5, false],
  [{ strict: true, target: "es6" }, 5, false],
  [{ target: "es2023" }, 5, false],
  [{ target: "es2023" }, 7, true],
  [{}, 7, true],
  [{ strict: true, target: "esnext", noPropertyAccessFromIndexSignature: true }, 5, false],
] as const)(
  "a compiler set to %j, of release %i, agrees with the runtime: %s",
  (options, major, expected) => {
    expect(agrees({ options, major })).toBe(expected);
  },
);
