import { describe, expect, test } from "vitest";
import { type Application, pythonCommands } from "../../src/application/application.ts";
import {
  type Found,
  findNode,
  mainCandidates,
  manifestIn,
  type NodeFacts,
} from "../../src/application/find-node.ts";
import { findPython, moduleName } from "../../src/application/find-python.ts";
import { agrees, type CompilerOptions } from "../../src/application/tsconfig.ts";
import { frameworks } from "../../src/platforms/frameworks.ts";

const facts = (manifest: object, changes: Partial<NodeFacts> = {}): NodeFacts => ({
  manifest: manifestIn({ ...manifest }),
  installed: new Map(),
  compiler: undefined,
  main: "app.js",
  isTaken: () => false,
  ...changes,
});

const compiler = (options: CompilerOptions, major = 5) => ({
  compiler: { options, major },
  main: "src/app.ts",
});

const express = { dependencies: { express: "^5" } };

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
    ["@nestjs/core", "^9.4.3", undefined, 10],
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
    ["a main file of CommonJS among ES modules", esm, { main: "app.cjs" }, { form: "cjs", isIsland: true }],
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
    [
      "Node that strips types",
      { ...express, scripts: { start: "node --watch src/app.ts" } },
      { main: "src/app.ts" },
      { form: "ts", runner: "itself" },
    ],
    [
      "Node with a loader",
      { ...express, scripts: { start: "node -r ts-node/register app.ts" } },
      { main: "app.ts" },
      { form: "ts-cjs", runner: "tsx" },
    ],
  ] as const)("%s", (_name, manifest, changes, expected) => {
    expect(formOf(findNode(facts(manifest, changes), undefined))).toMatchObject(expected);
  });

  test.each([
    ["noInterop", { module: "commonjs" }],
    ["verbatim", { module: "nodenext", verbatimModuleSyntax: true }],
  ] as const)("what can't be compiled is said: %s", (kind, options) => {
    expect(findNode(facts(express, compiler(options)), undefined)).toEqual({ kind });
  });

  test("the folder is one that is free, beside the main file", () => {
    const taken = ["src/chat", "src/llmbrick"];
    const place = (count: number) => {
      const isTaken = (path: string) => taken.slice(0, count).includes(path);
      return formOf(findNode(facts(express, { main: "src/app.js", isTaken }), undefined)).place;
    };
    expect([0, 1, 2].map(place)).toEqual(["src/chat", "src/llmbrick", "src/llmbrick-chat"]);
    expect(findNode(facts(express, { isTaken: () => true }), undefined)).toEqual({ kind: "noPlace" });
  });
});

test("the main file is the one that scripts name, and none that was built", () => {
  const [first] = mainCandidates(
    manifestIn({ main: "dist/index.js", scripts: { start: "node ./server/start.mjs", build: "x y.ts" } }),
  );
  expect(first).toBe("server/start.mjs");
  const candidates = mainCandidates(
    manifestIn({ main: "../out.js", scripts: { dev: "vite --config vite.config.ts" } }),
  );
  expect(candidates[0]).toBe("src/main.ts");
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

describe("an application in Python", () => {
  const none = {
    pyproject: undefined,
    requirements: undefined,
    main: undefined,
    isUv: false,
    isTaken: () => false,
  };

  test.each([
    [
      { requirements: "fastapi[standard]==0.120\n" },
      { place: "chat", form: "module", manifest: "requirements.txt" },
    ],
    [
      {
        pyproject: '[project]\ndependencies = ["fastapi>=0.1"]\n',
        main: "app/main.py",
        isTaken: (path: string) => path === "app/__init__.py",
      },
      { place: "app/chat", form: "package", manifest: "pyproject.toml" },
    ],
    [
      { pyproject: '[tool.poetry.dependencies]\nfastapi = "^0.1"\n', main: "src/main.py" },
      { place: "src/chat", form: "module" },
    ],
    [{ requirements: "fastapi", isTaken: (path: string) => path === "chat.py" }, { place: "chat_endpoint" }],
  ])("%j", (changes, application) => {
    expect(findPython({ ...none, ...changes }, false)).toMatchObject({ framework: "llmbrick", application });
  });

  test.each([
    ["pyproject.toml", true, "uv sync", "uv run --with pytest python -m pytest app/chat/tests"],
    [
      undefined,
      true,
      "uv add -r app/chat/requirements.txt",
      "uv run --with pytest python -m pytest app/chat/tests",
    ],
    [
      "requirements.txt",
      false,
      "python -m pip install -r app/chat/requirements.txt pytest",
      "python -m pytest app/chat/tests",
    ],
  ] as const)("that lists what it needs in %s, with uv: %s", (manifest, isUv, install, test) => {
    const application: Application = {
      place: "app/chat",
      form: "module",
      main: "app/main.py",
      runner: "itself",
      isUv,
    };
    expect(pythonCommands({ ...application, ...(manifest && { manifest }) })).toEqual({ install, test });
  });

  test("one of another framework is none, until the user says so", () => {
    expect(findPython({ ...none, requirements: "flask\nfastapi-utils" }, false)).toEqual({
      kind: "noFramework",
    });
    expect(findPython({ ...none, requirements: "flask" }, true)).toMatchObject({ framework: "llmbrick" });
  });

  test("the folder of its modules may have its name", () => {
    expect(moduleName('[project]\nname = "My-App.x"\n')).toEqual(["my_app_x"]);
    expect(moduleName("")).toEqual([]);
  });
});
