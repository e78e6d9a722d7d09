import { execFileSync } from "node:child_process";
import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { expect, test } from "vitest";
import { type Options, projectOptionNames } from "../../src/options/table.ts";
import { viewOf } from "../../src/plan/view.ts";
import { anyOptions } from "../support/any-options.ts";
import { deploymentFiles } from "../support/deployment-files.ts";
import { pythonFiles } from "../support/python.ts";
import { describeInPython } from "./describe.ts";

const CASES = 500;
/** In the name of each test, so that a failure can be had again. */
const seed = Date.now() % 2 ** 31;
const TIMEOUT = 120_000;

const anyPython = anyOptions().map(
  (chosen): Options => ({ ...chosen, framework: "llmbrick", language: "ts", packageManager: "npm" }),
);
const projects = fc
  .sample(anyPython, { numRuns: CASES, seed })
  .map((chosen) => ({ chosen, files: pythonFiles(chosen) }));

/** Reads the files as Python and the server do: the literals of server.py, .env.example, pyproject.toml. */
const READER = `
import ast, json, sys
from hardening.env import parse_env_file

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    from pip._vendor import tomli as tomllib

def read(files):
    tree = ast.parse(files["server.py"])
    call = next(node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.func.id == "SSEServerConfig")
    page = next(node for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "enable_test_page")
    return {
        "config": {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords},
        "page": ast.literal_eval(page.value),
        "env": parse_env_file(files[".env.example"]).variables,
        "name": tomllib.loads(files["pyproject.toml"])["project"]["name"],
    }

print(json.dumps([read(files) for files in json.load(sys.stdin)]))
`;

describeInPython(`values are data in ${CASES} Python projects of seed ${seed}`, (project) => {
  test("server.py, .env.example and pyproject.toml hold them as Python reads them", () => {
    const input = JSON.stringify(projects.map(({ files }) => Object.fromEntries(files)));
    const output = execFileSync(project.python, ["-c", READER], {
      cwd: project.folder,
      input,
      maxBuffer: 2 ** 28,
    });
    const read = JSON.parse(output.toString().split("\n").at(-2) ?? "");
    for (const [index, { chosen }] of projects.entries()) {
      const { config, page, env, name } = read[index];
      expect(config).toEqual(configOf(chosen));
      expect(page).toBe(chosen.debug && chosen.testPage ? null : chosen.testPage);
      expect(env).toMatchObject({
        LLMBRICK_HOST: chosen.host,
        LLMBRICK_PORT: String(chosen.port),
        LLMBRICK_PREFIX: chosen.prefix,
        LLMBRICK_CHAT_COMPLETIONS_PATH: chosen.path,
        LLMBRICK_ALLOWED_MODELS: viewOf(chosen).modelsEnv,
      });
      expect(name).toMatch(/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/);
    }
  });
});

test(`.llmbrick.json parses to the values that mean something here (seed ${seed})`, () => {
  for (const { chosen, files } of projects) {
    const { generatorVersion, files: _hashes, ...answers } = JSON.parse(files.get(".llmbrick.json") ?? "");
    const names = projectOptionNames.filter((name) => !["language", "packageManager"].includes(name));
    expect(generatorVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(answers).toEqual(Object.fromEntries(names.map((name) => [name, chosen[name]])));
  }
});

test(
  `README.md shows the values, and they change nothing but its texts (seed ${seed})`,
  () => {
    const markdown = new MarkdownIt("default", { html: true });
    const plain = new Map<string, unknown[]>();
    for (const { chosen, files } of projects) {
      const tokens = markdown.parse(files.get("README.md") ?? "", {});
      const kind = {
        lang: chosen.lang,
        handler: chosen.handler,
        features: chosen.features,
        models: chosen.models.map((_, index) => `model-${index}`),
      };
      const key = JSON.stringify(kind);
      const expected =
        plain.get(key) ?? structureOf(markdown.parse(pythonFiles(kind).get("README.md") ?? "", {}));
      plain.set(key, expected);
      expect(structureOf(tokens)).toEqual(expected);
      const blocks = tokens.filter(({ type }) => type === "fence").map(({ content }) => content);
      expect(blocks.join("\n")).toContain(`'${viewOf(chosen).requestBody.replaceAll("'", "'\\''")}'`);
    }
  },
  TIMEOUT,
);

test(
  `no other file holds a value (seed ${seed})`,
  () => {
    const rendered = [
      ".env.example",
      ".llmbrick.json",
      "README.md",
      ...deploymentFiles,
      "pyproject.toml",
      "server.py",
    ];
    const others = (all: ReadonlyMap<string, string>) =>
      [...all].filter(([path]) => !rendered.includes(path));
    for (const { chosen, files } of projects) {
      const { lang, handler, features } = chosen;
      expect(others(files)).toEqual(others(pythonFiles({ lang, handler, features })));
    }
  },
  TIMEOUT,
);

/** What the server is to be configured with. */
function configOf(chosen: Options) {
  return {
    host: chosen.host,
    port: chosen.port,
    prefix: chosen.prefix,
    chat_completions_path: chosen.path,
    allowed_models: chosen.models,
    max_message_length: chosen.maxMessageLength,
    max_messages_count: chosen.maxMessagesCount,
    request_timeout: chosen.requestTimeout,
    max_concurrent_connections: chosen.maxConcurrentConnections,
    debug_mode: chosen.debug,
    enable_request_logging: chosen.requestLogging,
    enable_validation_details: chosen.validationDetails,
  };
}

/** The document's structure: which element holds which, without their texts. */
function structureOf(tokens: readonly Token[]): unknown[] {
  return tokens.map(({ type, tag, children }) => [type, tag, children && structureOf(children)]);
}
