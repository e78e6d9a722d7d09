import { posix } from "node:path";
import { parse } from "acorn";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { type Application, applicationIn, type Form, isPlace } from "../../src/application/application.ts";
import { commonJs, named } from "../../src/application/imports.ts";
import { linesFor } from "../../src/application/lines.ts";
import { appliesInApplications, featureNames } from "../../src/features/rules.ts";
import { handlerNames } from "../../src/handlers/index.ts";
import { validOptions } from "../../src/options/resolve.ts";
import type { Options } from "../../src/options/table.ts";
import { frameworkNames } from "../../src/platforms/frameworks.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const features = featureNames.filter(appliesInApplications);
const ofNode = frameworkNames.filter((name) => name !== "llmbrick");
const forms = ["ts", "ts-js", "ts-cjs", "js", "cjs"] as const;

function joined(form: Form, changes: Partial<Options>, more: Partial<Application> = {}) {
  const application: Application = { place: "src/chat", form, main: "src/app.ts", runner: "tsx", ...more };
  const language = form.startsWith("ts") ? "ts" : "js";
  return plan(options({ language, features, prefix: "/ai", application, ...changes }), layers).files;
}

const cases = forms.flatMap((form) => [
  ...ofNode.map((framework) => ({ form, framework, handler: "hello" as const })),
  ...handlerNames.map((handler) => ({ form, framework: "node" as const, handler })),
]);

describe("an endpoint in an application on Node", () => {
  test.each(cases)(
    "is a folder, whose modules find each other: $form, $framework, $handler",
    ({ form, framework, handler }) => {
      const files = joined(form, { framework, handler, lang: framework === "koa" ? "zh-TW" : "en" });
      const outside = [...files.keys()].filter((path) => !path.startsWith("src/chat/"));
      expect(outside).toEqual([".llmbrick.json", "package.json"]);
      const code = [...files].filter(([path]) => /\.[tj]s$/.test(path) && !path.includes("/public/"));
      const alien = form.endsWith("cjs") ? "import.meta" : "require(";
      expect(code.filter(([, text]) => text.includes(alien))).toEqual([]);
      const lost = code.flatMap(([path, text]) =>
        Array.from(text.matchAll(/(?:from |^import |\brequire\()"(\.[^"]+)"/gm), ([, specifier = ""]) => {
          const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, "");
          return [target, `${target}.ts`, `${target}.js`].some((file) => files.has(file))
            ? []
            : [path, specifier];
        }).flat(),
      );
      expect(lost).toEqual([]);
      if (form !== "cjs") return;
      const isScript = (text: string) =>
        parse(text, { ecmaVersion: "latest", sourceType: "script" }).type === "Program";
      expect(code.every(([, text]) => isScript(text))).toBe(true);
    },
  );

  test("names its files as they lie, in code and texts, and no file that it has not", () => {
    const files = joined("ts", { framework: "express", handler: "openai" });
    const isThere = (name: string) =>
      [...files.keys()].some((file) => file === name || file.startsWith(`${name}/`));
    const lost = [...files]
      .filter(([path]) => !path.includes("/public/"))
      .flatMap(([path, text]) =>
        Array.from(
          text.matchAll(/(?<![\w./@-])(?:src|test)\/[\w./-]*\w/g),
          ([name]) => [path, name] as const,
        ),
      )
      .filter(([, name]) => !isThere(name) && name !== "src/app.ts");
    expect(lost).toEqual([]);
    expect(files.get("src/chat/README.md")).toContain("`src/chat/handler.ts`");
  });

  test("brings no packages of its framework, and a script for its tests alone", () => {
    const manifest = (form: Form, changes: Partial<Options>, more?: Partial<Application>) =>
      JSON.parse(joined(form, changes, more).get("package.json") ?? "");
    const tests = ["handler", "leaving", "openai", "server"].map((name) => `src/chat/test/${name}`);
    expect(manifest("cjs", { framework: "koa" })).toEqual({
      scripts: { "test:chat": `node --test ${tests.map((path) => `${path}.js`).join(" ")}` },
    });
    const withTypes = manifest("ts", { framework: "nest", handler: "ollama" });
    expect(withTypes.scripts["test:chat"]).toBe(
      `node --import tsx --test ${["src/chat/test/any-model", ...tests].map((path) => `${path}.ts`).join(" ")}`,
    );
    expect(Object.keys(withTypes.dependencies)).toEqual(["ollama"]);
    expect(Object.keys(withTypes.devDependencies)).toEqual(["@types/node", "tsx"]);
    expect(Object.keys(manifest("ts", {}, { runner: "itself" }).devDependencies)).toEqual(["@types/node"]);
  });

  test("says nothing of where to listen, which is the application's", () => {
    expect(joined("js", {}).get("src/chat/config.js")).not.toMatch(/^\s*(?:host|port|prefix):/m);
  });

  test("is left alone by a compiler that is set otherwise, but for the user's own files", () => {
    const files = joined("ts-cjs", {}, { isUnchecked: true });
    const unchecked = [...files]
      .filter(([, text]) => text.startsWith("// @ts-nocheck "))
      .map(([path]) => path);
    const code = [...files.keys()].filter((path) => path.endsWith(".ts"));
    expect(code.filter((path) => !unchecked.includes(path))).toEqual(
      ["config", "handler", "index"].map((name) => `src/chat/${name}.ts`),
    );
  });

  test.each(["js", "cjs"] as const)("is left alone whole where JavaScript is checked: %s", (form) => {
    const code = [...joined(form, {}, { isUnchecked: true })].filter(([path]) => path.endsWith(".js"));
    const checked = code.filter(([, text]) => !/^\/\/ @ts-nocheck .*\n/.test(text));
    expect([checked, code.some(([path]) => path.includes("/public/"))]).toEqual([[], true]);
  });

  test("among modules of another kind it says which its own are", () => {
    expect(joined("cjs", {}, { isIsland: true }).get("src/chat/package.json")).toBe(
      '{ "type": "commonjs" }\n',
    );
  });
});

describe("an endpoint in an application in Python", () => {
  test.each(handlerNames)("is a package, whose modules find each other: %s", (handler) => {
    for (const lang of ["en", "zh-TW"] as const) {
      const files = joined(
        "package",
        { framework: "llmbrick", handler, lang },
        { manifest: "requirements.txt" },
      );
      const modules = [...files.keys()].flatMap(
        (path) => /^src\/chat\/(?:tests\/)?(\w+)(?:\.py|\/\w+\.py)$/.exec(path)?.[1] ?? [],
      );
      const lost = [...files]
        .filter(([path]) => path.endsWith(".py"))
        .flatMap(([path, text]) =>
          Array.from(text.matchAll(/^ *(?:from|import) (\w+)/gm), ([, name = ""]) => [path, name] as const),
        )
        .filter(([, name]) => modules.includes(name));
      expect(lost).toEqual([]);
      expect(files.get("requirements.txt")).toBe("-r src/chat/requirements.txt\n");
      expect(files.get("src/chat/requirements.txt")).toMatch(/^llmbrick.*\nfastapi.*\n/);
      expect(files.get("src/chat/server.py")).not.toMatch(/set_up_logging|__main__|^ {4}prefix=/m);
    }
  });
});

describe("the two lines", () => {
  const at = (form: Form, main: string, place: string, by?: Application["by"]) =>
    linesFor(
      options({ framework: "express", language: form.startsWith("ts") ? "ts" : "js", prefix: "/ai" }),
      { place, form, main, runner: "tsx", ...(by && { by }) },
    )[0];

  test.each([
    ["ts", "src/app.ts", "src/chat", 'import { chat } from "./chat/index.ts";'],
    ["ts-js", "src/app.ts", "src/chat", 'import { chat } from "./chat/index.js";'],
    ["ts-cjs", "src/app.ts", "src/chat", 'import { chat } from "./chat";'],
    ["cjs", "app.js", "chat", 'const { chat } = require("./chat");'],
    ["cjs", "app.mjs", "chat", 'import { chat } from "./chat/index.js";', "import"],
    ["ts-cjs", "src/app.mts", "src/chat", 'import { chat } from "./chat/index.js";', "import"],
    ["ts", "app.cts", "chat", 'const { chat } = require("./chat/index.ts");', "require"],
    ["js", "", "chat", 'import { chat } from "./chat/index.js";'],
    ["package", "app/main.py", "app/chat", "from .chat.server import app as chat"],
    ["module", "main.py", "chat", "from chat.server import app as chat"],
  ] as const)("%s, %s", (form, main, place, expected, by?: Application["by"]) => {
    expect(at(form, main, place, by)).toBe(expected);
  });

  test("each framework is given the endpoint in its own way, at the path that was chosen", () => {
    const application: Application = { place: "chat", form: "js", main: "", runner: "itself" };
    const uses = frameworkNames.map(
      (framework) => linesFor(options({ framework, prefix: '/a"b' }), application)[1],
    );
    expect(uses).toEqual([
      "if (!chat.handle(request, response)) yours(request, response);",
      'app.use("/a\\"b", chat);',
      'app.register(chat, { prefix: "/a\\"b" });',
      'app.route("/a\\"b", chat);',
      "app.use(chat);",
      "imports: [chat]",
      'app.mount("/a\\"b", chat)',
    ]);
  });
});

describe("modules", () => {
  test("of ours become CommonJS", () => {
    const code = `import "a";
import b, { a as c, d } from "node:b";
import E from "e";
import { f } from "./f.js"; // why
export { f, g } from "./f.js";

/** A function. */
export async function* h() {}
export const i = import.meta.dirname;
`;
    expect(commonJs(code)).toBe(`"use strict";

require("a");
const b = require("node:b");
const { a: c, d } = require("node:b");
const E = require("e").default;
const { f } = require("./f.js"); // why
const { g } = require("./f.js");

/** A function. */
async function* h() {}
const i = __dirname;

module.exports = { f, g, h, i };
`);
  });

  test("name others as the application does", () => {
    expect(forms.map((form) => named("./a/index.ts", form))).toEqual([
      "./a/index.ts",
      "./a/index.js",
      "./a",
      "./a/index.ts",
      "./a",
    ]);
  });
});

test("the same options plan the same again, from what the project keeps of them", () => {
  const files = joined("ts-cjs", { framework: "nest" });
  const kept = JSON.parse(files.get(".llmbrick.json") ?? "");
  const whole = { ...options(), ...kept };
  const again = validOptions(whole);
  expect(again && plan(again, layers).files).toEqual(files);
  expect(validOptions({ ...whole, application: { ...kept.application, place: "../out" } })).toBeUndefined();
});

test.each([
  "../a",
  "/a",
  "a/../b",
  "",
  ".",
  "a//b",
  "a\\b",
  "node_modules/a",
  ".git",
  "a/.GIT/b",
  ".git.",
  "a./b",
  "a b",
  'a"b',
  5,
  undefined,
])("%j is no place for an endpoint", (path) => {
  expect(isPlace(path)).toBe(false);
  expect(applicationIn({ place: path, form: "js", main: "", runner: "itself" })).toBeUndefined();
});
