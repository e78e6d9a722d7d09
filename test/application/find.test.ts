import { describe, expect, test } from "vitest";
import { type Application, pythonCommands } from "../../src/application/application.ts";
import { type Found, findNode, type NodeFacts } from "../../src/application/find-node.ts";
import { findPython, moduleName } from "../../src/application/find-python.ts";
import { manifestIn } from "../../src/application/manifest.ts";
import { madeIn, mainCandidates, type Source } from "../../src/application/sources.ts";
import { agrees, type CompilerOptions } from "../../src/application/tsconfig.ts";
import { frameworks } from "../../src/platforms/frameworks.ts";

const sourcesOf = (main: string, code = ""): Source[] => [{ path: main, code }];

interface Changes extends Partial<NodeFacts> {
  readonly main?: string;
  readonly code?: string;
}

const facts = (manifest: object, { main = "app.js", code, ...changes }: Changes = {}): NodeFacts => ({
  manifest: manifestIn({ ...manifest }),
  installed: new Map(),
  compiler: undefined,
  sources: sourcesOf(main, code),
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
    expect([0, 1, 2].map(place)).toEqual(["src/chat", "src/llmbrick", "src/llmbrick-chat"]);
    expect(findNode(facts(express, { isTaken: () => true }), undefined)).toEqual({ kind: "noPlace" });
  });
});

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

describe("where and by which name an application is made", () => {
  test.each([
    ["express", "const server = express();", "server"],
    ["express", "export const api: Express = express();", "api"],
    ["express", "  let web = require('express')()", "web"],
    ["express", "const router = express.Router();\nvar app = express()", "app"],
    ["express", "const one = express();\nconst two = express();", undefined],
    ["express", "// const app = express();", undefined],
    ["express", "const chat = express();", undefined],
    ["fastify", 'const fastify = require("fastify")({ logger: true });', "fastify"],
    ["fastify", "const server = Fastify<Server>({\n", "server"],
    ["hono", "const api = new Hono<{ Bindings: Env }>();", "api"],
    ["hono", "const api = new OpenAPIHono()", "api"],
    ["koa", "const $k = new Koa;", "$k"],
    ["nest", "const app = await NestFactory.create(AppModule);", undefined],
    ["llmbrick", "api = FastAPI(title='x')", "api"],
    ["llmbrick", "    web: FastAPI = fastapi.FastAPI()", "web"],
  ] as const)("%s: %s", (framework, code, app) => {
    expect(madeIn(sourcesOf("a", code), framework).app).toBe(app);
  });

  test("is not always the file that is started first", () => {
    const sources = [
      ...sourcesOf("server.js", 'require("./app").listen(80);'),
      ...sourcesOf("app.js", "const a = express();"),
    ];
    expect(madeIn(sources, "express")).toEqual({ main: sources[1], app: "a" });
    expect(madeIn(sources, "koa")).toEqual({ main: sources[0] });
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
    sources: [],
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
        sources: sourcesOf("app/main.py"),
        isTaken: (path: string) => path === "app/__init__.py",
      },
      { place: "app/chat", form: "package", manifest: "pyproject.toml" },
    ],
    [
      { pyproject: '[tool.poetry.dependencies]\nfastapi = "^0.1"\n', sources: sourcesOf("src/main.py") },
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
