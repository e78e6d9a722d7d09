import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { durations } from "../../build/settings/durations.ts";
import { settings } from "../../build/settings/table.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { BASH, faultsIn, scriptsOf, WORKFLOW, workflowOf } from "../support/workflow.ts";

const layers = await collectLayers();
const project = (changes: Partial<Options> = {}) =>
  plan(options({ features: ["docker", "github-actions"], ...changes }), layers).files;

const nodeProjects = optionTable.framework.choices
  .filter((framework) => framework !== "llmbrick")
  .flatMap((framework) =>
    optionTable.packageManager.choices.flatMap((packageManager) =>
      optionTable.language.choices.map((language) => ({ framework, language, packageManager })),
    ),
  );
const projects: readonly Partial<Options>[] = [...nodeProjects, { framework: "llmbrick" }];

/** The models' names that mean something to GitHub, to YAML or to a shell. */
const MODELS = [`$${"{{ github.token }}"} it's $HOME`, "模型\u2028一", "a: b # c", "x\ufeff`y`"];

describe.each(projects)("$framework, $language, $packageManager", (changes) => {
  const files = project({ ...changes, models: MODELS.slice(0, 1) });
  const text = files.get(WORKFLOW) ?? "";
  const workflow = workflowOf(files);
  const steps = Object.values(workflow.jobs).flatMap(({ steps }) => steps);

  test("its workflow is valid", () => {
    expect(faultsIn(text)).toEqual([]);
    expect(faultsIn(text.replace("runs-on", "run-on"))).not.toEqual([]);
  });

  test("has no right but to read, and keeps no token", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const job of Object.values(workflow.jobs)) expect(job).not.toHaveProperty("permissions");
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(2);
    for (const checkout of checkouts) expect(checkout.with).toEqual({ "persist-credentials": false });
    // No expression: nothing that somebody else writes becomes a script.
    expect(text).not.toMatch(/\$\{\{/);
  });

  test("names each action by its whole commit, and its version for people", () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses).toHaveLength(3);
    for (const line of uses) expect(line).toMatch(/^uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("installs what the lock file says, checks, and builds what is to be built", () => {
    const scripts = scriptsOf(workflow, "test");
    const all = scripts.join("\n");
    if (changes.framework === "llmbrick") {
      expect(all).toContain("[ -f uv.lock ] || uv lock\nuv sync --locked --extra dev");
      expect(scripts.at(-1)).toBe(".venv/bin/python -m pytest");
      return;
    }
    const { scripts: own } = JSON.parse(files.get("package.json") ?? "");
    const called = [...all.matchAll(/ run (\w+)$/gm)].map(([, name = ""]) => name);
    expect(called).toEqual(changes.language === "ts" ? ["check", "build"] : ["check"]);
    for (const name of called) expect(own).toHaveProperty(name);
    const hasPackages = changes.language === "ts" || changes.framework !== "node";
    expect(/npm ci|--frozen-lockfile|--immutable/.test(all)).toBe(hasPackages);
    const isBrought = changes.packageManager !== "npm";
    expect(/^npm install --global /m.test(all)).toBe(isBrought);
  });

  test("a folder is named in one place alone", () => {
    expect(workflow.defaults.run).toEqual({ shell: "bash", "working-directory": "." });
    expect(text.match(/working-directory:/g)).toHaveLength(1);
    expect(text).not.toContain("cache-dependency-path");
  });

  test("without an image, none is built", () => {
    const bare = workflowOf(project({ ...changes, features: ["github-actions"] }));
    expect(Object.keys(bare.jobs)).toEqual(["test"]);
    expect(scriptsOf(bare, "test")).toEqual(scriptsOf(workflow, "test"));
  });

  test("says the same in both languages, but for comments and names", () => {
    const rules = (lang: Options["lang"]) =>
      project({ ...changes, lang })
        .get(WORKFLOW)
        ?.replace(/^ *# .*\n/gm, "")
        .replace(/^( *- name: ).*$/gm, "$1");
    expect(rules("zh-TW")).toBe(rules("en"));
  });
});

describe("the image", () => {
  test.each(MODELS)(
    "is asked by a script that takes a model's name for no more than that: %j",
    async (model) => {
      const files = project({ models: [model], prefix: "/it's", path: "/a$(b)", port: 8123 });
      expect(faultsIn(files.get(WORKFLOW) ?? "")).toEqual([]);
      const scripts = scriptsOf(workflowOf(files), "image");
      expect(scripts.some((script) => script.includes("--publish 127.0.0.1:8080:8123 "))).toBe(true);
      const asking = scripts.find((script) => script.includes("--data-raw")) ?? "";
      const [, call = ""] = /^curl .*? ([\s\S]*?) \| tee/m.exec(asking.slice(asking.indexOf("\n") + 1)) ?? [];
      const print = ["-c", `print() { printf '%s\\n' "$@"; }; print ${call}`];
      const words = (await execa("bash", [...BASH, ...print])).stdout.split("\n");
      expect(JSON.parse(words.at(-2) ?? "")).toMatchObject({ model, sessionId: "s1" });
      expect(words.at(-1)).toBe("http://127.0.0.1:8080/it's/a$(b)");
    },
  );

  test("gets longer to stop than its streams", () => {
    const stop = scriptsOf(workflowOf(project()), "image").find((script) => script.includes("docker stop"));
    expect(stop).toContain(`--time ${durations(settings)["stop-seconds"]} server`);
  });

  test.each(optionTable.handler.choices)("is to end its answer as it can without a key: %s", (handler) => {
    const asking = scriptsOf(workflowOf(project({ handler })), "image").join("\n");
    const isWhole = ["hello", "mock"].includes(handler);
    expect(asking).toContain(isWhole ? `grep --quiet '"progress":"DONE"'` : "grep --quiet 'event: error'");
  });
});

test.each(optionTable.lang.choices)(
  "the README tells of it, and of the image where there is one: %s",
  (lang) => {
    const readme = project({ lang }).get("README.md") ?? "";
    const bare = project({ lang, features: ["github-actions"] }).get("README.md") ?? "";
    for (const text of [readme, bare]) expect(text).toContain("`working-directory`");
    const imageWord = lang === "en" ? "**The image** is built" : "**映像檔**：建置之後";
    expect([readme.includes(imageWord), bare.includes(imageWord)]).toEqual([true, false]);
  },
);

test("without it, a project has no trace of it", () => {
  for (const framework of optionTable.framework.choices) {
    const { files } = plan(options({ framework, features: ["docker"] }), layers);
    expect([...files.keys()].filter((path) => path.startsWith(".github"))).toEqual([]);
    expect(files.get("README.md")).not.toContain("workflow");
  }
});
