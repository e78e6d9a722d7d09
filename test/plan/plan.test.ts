import { describe, expect, test } from "vitest";
import { collectLayers, withParsedTemplates } from "../../scripts/layers.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { type Layers, layersOf, replacements } from "../../src/plan/layers.ts";
import { plan } from "../../src/plan/plan.ts";
import { options } from "../support/options.ts";

const real = await collectLayers();

const fragment = '{"name":"@templates/x"}';

/** The layers of the defaults, empty but for these files. */
function layersWith(files: Record<string, Record<string, string>>): Layers {
  const names = layersOf(options({ lang: "zh-TW" }));
  return withParsedTemplates(
    Object.fromEntries(names.map((name) => [name, { "package.json": fragment, ...files[name] }])),
  );
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
    const endings = chosen.language === "ts" ? /\.ts$|^tsconfig\..*json$/ : /\.js$/;
    for (const path of others) expect(path).toMatch(endings);
    for (const text of files.values()) expect(text).not.toContain("@templates");
  });

  test("every layer is used, and each has what the choices name", () => {
    const used = combinations.flatMap((combination) =>
      layersOf(options(combination as Parameters<typeof options>[0])),
    );
    const names = Object.keys(real).map((name) => name.replace(/\.js$/, ""));
    expect(new Set(names)).toEqual(new Set(used));
  });

  test("every declared replacement replaces something", () => {
    const choices: Record<string, [Options["framework"], Options["lang"]]> = {
      "zh-TW": ["node", "zh-TW"],
      "llmbrick-zh-TW": ["llmbrick", "zh-TW"],
    };
    for (const [layer, paths] of Object.entries(replacements)) {
      const [framework, lang] = choices[layer] ?? [layer as Options["framework"], "en"];
      const earlier = plan(options({ framework: lang === "en" ? "node" : framework }), real).files;
      const later = plan(options({ framework, lang }), real).files;
      for (const path of paths)
        expect([layer, path, earlier.get(path)]).not.toEqual([layer, path, later.get(path)]);
    }
  });

  test("beside the adapter and the shown route, one file of src/ hangs on the framework", () => {
    const node = plan(options(), real).files;
    for (const { framework } of ofNode as Options[]) {
      const { files } = plan(options({ framework }), real);
      const changed = [...files].filter(([path, text]) => /^src/.test(path) && node.get(path) !== text);
      const own = changed
        .map(([path]) => path)
        .filter((path) => !/(llmbrick\/server|routes)\.ts$/.test(path));
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
  test("a file that a layer puts over another's is an error, unless it is declared", () => {
    const clash = layersWith({ base: { "src/index.ts": "1" }, node: { "src/index.ts": "2" } });
    expect(() => plan(options(), clash)).toThrow("The layer node replaces src/index.ts");

    const declared = layersWith({ base: { "README.md.hbs": "en" }, "zh-TW": { "README.md.hbs": "zh" } });
    expect(plan(options({ lang: "zh-TW" }), declared).files.get("README.md")).toBe("zh");
    expect(plan(options(), declared).files.get("README.md")).toBe("en");
  });

  test("a leading underscore of a file's name becomes a dot; only .hbs is rendered", () => {
    const { files } = plan(
      options({ port: 1234 }),
      layersWith({ base: { _gitignore: "x", "a/_env.example.hbs": "{{port}}", "_a/b_c": "{{port}}" } }),
    );
    expect([files.get(".gitignore"), files.get("a/.env.example"), files.get("_a/b_c")]).toEqual([
      "x",
      "1234",
      "{{port}}",
    ]);
  });

  test("a name that the view lacks is an error", () => {
    const template = layersWith({ base: { "README.md.hbs": "{{prot}}" } });
    expect(() => plan(options(), template)).toThrow('"prot" not defined');
  });

  test.each(["../a", "/a", "a/../../b", "a//b", "a\\b", "C:x", "./a"])("%s leaves the target", (path) => {
    expect(() => plan(options(), layersWith({ base: { [path]: "" } }))).toThrow("leaves the target");
  });
});
