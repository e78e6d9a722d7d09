import { describe, expect, test } from "vitest";
import { collectLayers, withParsedTemplates } from "../../build/layers.ts";
import { featureNames } from "../../src/features/rules.ts";
import { handlerNames } from "../../src/handlers/index.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import type { Layers } from "../../src/plan/layers.ts";
import { isWanted } from "../../src/plan/select.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const real = await collectLayers();

const application = { place: "chat", form: "js", main: "", runner: "itself" } as const;

const fragment = '{"name":"@templates/x"}';

/** Layers that have these files, and little else. */
function layersWith(files: Record<string, Record<string, string>>): Layers {
  return withParsedTemplates({ page: { "package.json": fragment }, ...files });
}

describe("the real layers", () => {
  const choices = (["framework", "language", "lang", "packageManager"] as const).map(
    (name) => optionTable[name].choices,
  );
  const [frameworks = [], languages = [], langs = [], managers = []] = choices;
  const combinations = frameworks.flatMap((framework) =>
    languages.flatMap((language) =>
      langs.flatMap((lang) =>
        managers.map((packageManager) => ({ framework, language, lang, packageManager })),
      ),
    ),
  );

  const ofNode = combinations.filter(({ framework }) => framework !== "llmbrick");

  test.each(["node", "llmbrick"] as const)(
    "the README of %s shows the answer of the handler that greets alone",
    (framework) => {
      for (const lang of optionTable.lang.choices) {
        for (const handler of handlerNames) {
          const readme = plan(options({ framework, handler, lang }), real).files.get("README.md");
          expect(readme?.includes('"text":"Hello World"'), `${handler} in ${lang}`).toBe(handler === "hello");
        }
      }
    },
  );

  test.each(ofNode)("%j makes a project that is complete", (combination) => {
    const chosen = options(combination as Parameters<typeof options>[0]);
    const { files } = plan(chosen, real);
    const code = ["src/config", "src/handler", "src/index", "src/llmbrick/server", "test/server.test"];
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        ".env.example",
        ".gitignore",
        ".llmbrick.json",
        "README.md",
        "package.json",
        "public/index.html",
        ...code.map((path) => `${path}.${chosen.language}`),
      ]),
    );
    expect([...files.keys()]).toEqual([...files.keys()].sort());
    // A project is all in one language.
    const others = [...files.keys()].filter((path) => /^(src|test)\/|^tsconfig/.test(path));
    const endings =
      chosen.language === "ts" ? /\.ts$|\/README\.md$|^tsconfig\..*json$/ : /\.js$|\/README\.md$/;
    for (const path of others) expect(path).toMatch(endings);
    for (const text of files.values()) expect(text).not.toContain("@templates");
  });

  test("every layer is used", () => {
    const projects = combinations.flatMap((combination) =>
      handlerNames.flatMap((handler) =>
        [{ features: featureNames }, { features: [] }, { features: featureNames, application }].map(
          (others) => options({ ...combination, handler, ...others } as Partial<Options>),
        ),
      ),
    );
    const isUsed = (name: string) => projects.some((project) => isWanted(name, project));
    // What runs a class's lessons again is no project's.
    const ofProjects = Object.keys(real).filter((name) => !name.startsWith("grade/"));
    expect(ofProjects.filter((name) => !isUsed(name))).toEqual([]);
  });

  test("beside the adapter and the shown route, one file of src/ hangs on the framework", () => {
    const node = plan(options(), real).files;
    for (const { framework } of ofNode as Options[]) {
      const { files } = plan(options({ framework }), real);
      const changed = [...files].filter(([path, text]) => /^src/.test(path) && node.get(path) !== text);
      const own = changed
        .map(([path]) => path)
        .filter((path) => !/(llmbrick\/(server|require-key|nest-logger)|routes)\.ts$/.test(path));
      expect(own.length).toBeLessThanOrEqual(1);
      expect([...node.keys()].filter((path) => !files.has(path))).toEqual([]);
    }
  });

  test("an adapter is under 80 lines", () => {
    const adapters = (ofNode as Options[]).map(({ framework, language }) => [
      `${framework}, ${language}`,
      plan(options({ framework, language }), real).files.get(`src/llmbrick/server.${language}`),
    ]);
    for (const [name, text] of adapters) {
      expect([name, text?.split("\n").length]).toEqual([name, expect.toSatisfy((lines) => lines < 80)]);
    }
  });

  test("the same options give the same bytes", () => {
    expect([...plan(options(), real).files]).toEqual([...plan(options(), real).files]);
  });
});

describe("laying layers over each other", () => {
  test("a file of two layers is an error, unless there is a rule for it", () => {
    const clash = layersWith({ core: { "src/index.ts": "1" }, node: { "src/index.ts": "2" } });
    expect(() => plan(options(), clash)).toThrow("Two layers have src/index.ts, the second is node");

    const joined = layersWith({ core: { _gitignore: "a\nb\n" }, node: { _gitignore: "b\nc\n" } });
    expect(plan(options(), joined).files.get(".gitignore")).toBe("a\nb\nc\n");
  });

  test("sections are joined in the order of their numbers, those of one number without a blank line", () => {
    const sections = layersWith({
      core: { "README/10-a.md": "# a\n", "README/40-rows-1.md": "| 1 |\n", "README/10-a.zh-TW.md": "# 甲\n" },
      node: { "README/90-z.md.hbs": "{{port}}\n", "README/40-rows-2.md": "| 2 |\n", "x/README/10-a.md": "x" },
    });
    expect(plan(options(), sections).files.get("README.md")).toBe("# a\n\n| 1 |\n| 2 |\n\n9000\n");
    const { files } = plan(options({ lang: "zh-TW" }), sections);
    expect(files.get("README.md")).toBe("# 甲\n\n| 1 |\n| 2 |\n\n9000\n");
    expect(files.get("x/README/10-a.md")).toBe("x");
  });

  test("a twin in the project's language takes the place of its file", () => {
    const twins = layersWith({
      core: {
        "a.md": "en",
        "a.zh-TW.md": "zh",
        "_b.x.hbs": "{{port}}",
        "_b.zh-TW.x.hbs": "埠 {{port}}",
        c: "c",
      },
    });
    const filesIn = (lang: Options["lang"]) => {
      const { files } = plan(options({ lang }), twins);
      return [...files].filter(([path]) => !/json$/.test(path));
    };
    expect(filesIn("en")).toEqual([
      [".b.x", "9000"],
      ["a.md", "en"],
      ["c", "c"],
    ]);
    expect(filesIn("zh-TW")).toEqual([
      [".b.x", "埠 9000"],
      ["a.md", "zh"],
      ["c", "c"],
    ]);
  });

  test("a layer with conditions is for the projects of which they hold", () => {
    const conditional = layersWith({
      core: { a: "all" },
      "core/+ts": { b: "ts" },
      "core/+pnpm+ts": { c: "pnpm and ts" },
      "core/+yarn": { d: "yarn" },
    });
    const filesOf = (chosen: Partial<Options>) =>
      [...plan(options(chosen), conditional).files.keys()].filter((path) => !/json$/.test(path));
    expect(filesOf({})).toEqual(["a", "b"]);
    expect(filesOf({ packageManager: "pnpm" })).toEqual(["a", "b", "c"]);
    expect(filesOf({ packageManager: "pnpm", language: "js" })).toEqual(["a"]);
    expect(filesOf({ packageManager: "yarn", language: "js" })).toEqual(["a", "d"]);
  });

  test("a leading underscore of a file's name becomes a dot; only .hbs is rendered", () => {
    const { files } = plan(
      options({ port: 1234 }),
      layersWith({ core: { _npmrc: "x", "a/_env.example.hbs": "{{port}}", "_a/b_c": "{{port}}" } }),
    );
    expect([files.get(".npmrc"), files.get("a/.env.example"), files.get("_a/b_c")]).toEqual([
      "x",
      "1234",
      "{{port}}",
    ]);
  });

  test("a name that the view lacks is an error", () => {
    const template = layersWith({ core: { "README.md.hbs": "{{prot}}" } });
    expect(() => plan(options(), template)).toThrow('"prot" not defined');
  });

  test.each(["../a", "/a", "a/../../b", "a//b", "a\\b", "C:x", "./a"])("%s leaves the target", (path) => {
    expect(() => plan(options(), layersWith({ core: { [path]: "" } }))).toThrow("leaves the target");
  });
});
