import { transform } from "esbuild";
import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { type Options, projectOptionNames } from "../../src/options/table.ts";
import { viewOf } from "../../src/plan/view.ts";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { parseEnvFile } from "../../templates/core/src/llmbrick/config/env-file.ts";
import { anyOptions } from "../support/any-options.ts";
import { deploymentFiles } from "../support/deployment-files.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const CASES = 500;
const TIMEOUT = 120_000;

type Files = ReadonlyMap<string, string>;

type Kind = Pick<Options, "framework" | "language" | "handler" | "features" | "lang" | "packageManager">;

/** A project of each kind, with plain texts: what the others are held against. */
const plainFiles = memo((kind: Kind, models: number) => {
  const names = Array.from({ length: models }, (_, index) => `model-${index}`);
  return plan(options({ ...kind, models: names }), layers).files;
});

const kindOf = ({ framework, language, handler, features, lang, packageManager }: Options): Kind => ({
  framework,
  language,
  features,
  handler,
  lang,
  packageManager,
});

const telemetryFile = ({ language }: Options) => `src/llmbrick/telemetry/telemetry.${language}`;

const checks: Record<string, (files: Files, chosen: Options) => void | Promise<void>> = {
  "src/config.ts or .js evaluates to the values": async (files, chosen) => {
    const { code } = await transform(textOf(files, `src/config.${chosen.language}`), {
      loader: "ts",
      format: "esm",
    });
    const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
    expect(module.config).toStrictEqual(configOf(chosen));
  },

  ".env.example, read as the server reads it, gives the values": (files, chosen) => {
    const { variables, strangeLines } = parseEnvFile(textOf(files, ".env.example"));
    const env = Object.fromEntries(variables);
    expect(strangeLines).toEqual([]);
    const { config, faults, unknownVariables } = resolveConfig({}, env);
    const { debugMode: _mode, enableTestPage: _page, ...expected } = configOf(chosen);
    expect({ faults, unknownVariables }).toEqual({ faults: [], unknownVariables: [] });
    expect(config).toMatchObject(expected);
  },

  "package.json and .llmbrick.json parse to the values": (files, chosen) => {
    expect(JSON.parse(textOf(files, "package.json"))).toHaveProperty("name", chosen.name);
    const { generatorVersion, files: _hashes, ...answers } = JSON.parse(textOf(files, ".llmbrick.json"));
    expect(generatorVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(answers).toEqual(Object.fromEntries(projectOptionNames.map((name) => [name, chosen[name]])));
  },

  "README.md shows the values, and they change nothing but its texts": (files, chosen) => {
    const tokens = markdown.parse(textOf(files, "README.md"), {});
    const plain = plainFiles(kindOf(chosen), chosen.models.length);
    expect(structureOf(tokens)).toEqual(structureOf(markdown.parse(textOf(plain, "README.md"), {})));

    const shown = [chosen.name, chosen.host, chosen.path, String(chosen.port), ...chosen.models];
    expect(textsOf(tokens, "code_inline").map(withoutPadding)).toEqual(expect.arrayContaining(shown));
    const blocks = textsOf(tokens, "fence").join("\n");
    const { requestBody, endpointUrl } = viewOf(chosen);
    for (const word of [requestBody, endpointUrl]) {
      expect(blocks).toContain(`'${word.replaceAll("'", "'\\''")}'`);
    }
  },

  "traces name the server as its service is named": (files, chosen) => {
    if (!chosen.features.includes("telemetry")) return;
    const [, service = ""] = /service: (".*"), provider: "/.exec(textOf(files, telemetryFile(chosen))) ?? [];
    expect(JSON.parse(service)).toBe(viewOf(chosen).service);
  },

  "no other file holds a value": (files, chosen) => {
    const rendered = [".env.example", ".llmbrick.json", "README.md", "package.json"];
    rendered.push(`src/config.${chosen.language}`, telemetryFile(chosen), ...deploymentFiles);
    const others = (all: Files) => [...all].filter(([path]) => !rendered.includes(path));
    expect(others(files)).toEqual(others(plainFiles(kindOf(chosen), 1)));
  },
};

test(`values are data in ${CASES} projects: ${Object.keys(checks).join("; ")}`, {
  timeout: TIMEOUT,
}, async () => {
  const project = async (chosen: Options) => {
    const { files } = plan(chosen, layers);
    for (const check of Object.values(checks)) await check(files, chosen);
  };
  // Python has files of its own: test/python/values-are-data.test.ts.
  const ofNode = anyOptions().filter(({ framework }) => framework !== "llmbrick");
  await fc.assert(fc.asyncProperty(ofNode, project), { numRuns: CASES });
});

function textOf(files: Files, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`The plan has no ${path}`);
  return text;
}

/** What the server is to be configured with. */
function configOf(chosen: Options) {
  return {
    host: chosen.host,
    port: chosen.port,
    prefix: chosen.prefix,
    chatCompletionsPath: chosen.path,
    allowedModels: chosen.models,
    maxMessageLength: chosen.maxMessageLength,
    maxMessagesCount: chosen.maxMessagesCount,
    requestTimeout: chosen.requestTimeout,
    maxConcurrentConnections: chosen.maxConcurrentConnections,
    debugMode: chosen.debug,
    enableTestPage: chosen.debug && chosen.testPage ? undefined : chosen.testPage,
    enableRequestLogging: chosen.requestLogging,
    enableValidationDetails: chosen.validationDetails,
  };
}

const markdown = new MarkdownIt("default", { html: true });

/** The document's structure: which element holds which, without their texts. */
function structureOf(tokens: readonly Token[]): unknown[] {
  return tokens.map(({ type, tag, children }) => [type, tag, children && structureOf(children)]);
}

function textsOf(tokens: readonly Token[], type: string): string[] {
  return tokens.flatMap((token) => [
    ...(token.type === type ? [token.content] : []),
    ...textsOf(token.children ?? [], type),
  ]);
}

/** CommonMark takes the padding of a code span away; markdown-it forgets to where a line separator is inside. */
function withoutPadding(span: string): string {
  return /[\u2028\u2029]/.test(span) ? span.replace(/^ (.+) $/s, "$1") : span;
}

function memo<Args extends unknown[], Result>(compute: (...args: Args) => Result) {
  const known = new Map<string, Result>();
  return (...args: Args): Result => {
    const key = JSON.stringify(args);
    const result = known.get(key) ?? compute(...args);
    known.set(key, result);
    return result;
  };
}
