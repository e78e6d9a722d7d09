import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { collectLayers } from "../build/layers.ts";
import type { Differences } from "../conformance/differences.ts";
import { Launcher } from "../conformance/process.ts";
import { putHandler } from "../conformance/project.ts";
import { existsFor } from "../src/features/rules.ts";
import { loadSha256 } from "../src/hash.ts";
import { defaultOptions } from "../src/options/default-options.ts";
import { type Options, optionTable } from "../src/options/table.ts";
import { plan } from "../src/plan/plan.ts";
import { frameworkOf } from "../src/platforms/frameworks.ts";
import { mountedAt } from "../test/frameworks/applications/application.ts";
import { ofPython } from "../test/python/allowed.ts";
import { scriptedLauncher } from "../test/python/scripted-project.ts";
import { python } from "../test/support/python-environment.ts";

/** A project that the conformance suite can be run on. */
export interface Project {
  name: string;
  /** Where its protocol may differ. */
  differences: Differences;
  /** Its routes are in an application: what is the listener's is not theirs. */
  isMounted?: true;
  /** It is there for the routes of OpenAI's API, and held to their clauses alone. */
  isForOpenAi?: true;
  /** Makes it in this folder, and gives a way to start it. */
  make: (folder: string) => Promise<Launcher>;
}

/** The frameworks whose server is ours. */
export const nodeFrameworks = optionTable.framework.choices.filter(
  (framework) => frameworkOf(framework).platform === "node",
);

/** A project of every framework in every language; Python's where its packages are installed. */
export const projects: readonly Project[] = [
  ...nodeFrameworks.flatMap((framework) =>
    optionTable.language.choices.map((language) => nodeProject(framework, language)),
  ),
  ...nodeFrameworks.map(mountedProject),
  ...nodeFrameworks.filter((framework) => existsFor("openai-api", framework)).map(openAiProject),
  ...(python
    ? [
        pythonProject(python),
        mountedPythonProject(python, "mounted", `mount("${mountedAt}", server.app)`),
        mountedPythonProject(python, "included", `include_router(server.app.router, prefix="${mountedAt}")`),
        openAiPythonProject(python),
      ]
    : []),
];

/** What there is no project for, and the way out. */
export const missing = python
  ? undefined
  : "The Python project llmbrick is left out: npx tsx scripts/ensure-python.ts installs its packages.";

function nodeProject(framework: Options["framework"], language: Options["language"]): Project {
  return {
    name: `${framework}-${language}`,
    differences: {},
    async make(folder) {
      await makeNodeProject(folder, framework, language);
      const loader = language === "ts" ? ["--import", "tsx"] : [];
      return new Launcher(folder, process.execPath, ...loader, `src/index.${language}`);
    },
  };
}

/** An application that the tests have, with the routes of a project in it. */
function mountedProject(framework: Options["framework"]): Project {
  return {
    name: `${framework}-mounted`,
    differences: {},
    isMounted: true,
    async make(folder) {
      await makeNodeProject(folder, framework, "ts");
      for (const name of ["application", framework]) {
        const source = new URL(`../test/frameworks/applications/${name}.ts`, import.meta.url);
        const text = await readFile(source, "utf8");
        const code = text.replace(/(?:\.\.\/){3}templates\/\w+\/src\//g, "./");
        await outputFile(join(folder, `src/${name}.ts`), code);
      }
      await outputFile(join(folder, "src/index.ts"), indexOf(framework));
      const launcher = new Launcher(folder, process.execPath, "--import", "tsx", "src/index.ts");
      launcher.mountedAt = mountedAt;
      return launcher;
    },
  };
}

const indexOf = (framework: string) => `import { config } from "./config.ts";
import { handler } from "./handler.ts";
import { start } from "./${framework}.ts";

const { server } = await start({ config, handler });
console.log(\`Listening: http://127.0.0.1:\${server.address().port}/\`);
`;

/** The same, with the routes of OpenAI's API. */
function openAiProject(framework: Options["framework"]): Project {
  return {
    name: `${framework}-openai`,
    differences: {},
    isForOpenAi: true,
    make: (folder) => openAiLauncher(folder, framework),
  };
}

/** Makes a project with the routes of OpenAI's API, and gives a way to start it. */
export async function openAiLauncher(folder: string, framework: Options["framework"]): Promise<Launcher> {
  await makeNodeProject(folder, framework, "ts", ["openai-api"]);
  return new Launcher(folder, process.execPath, "--import", "tsx", "src/index.ts");
}

/** Makes a project with the scripted handler. */
export async function makeNodeProject(
  folder: string,
  framework: Options["framework"],
  language: Options["language"],
  features: Options["features"] = [],
): Promise<void> {
  await writeProject(folder, { framework, language, features });
  await putHandler(folder, language);
}

function pythonProject(python: string): Project {
  return {
    name: "llmbrick",
    differences: ofPython,
    async make(folder) {
      await writeProject(folder, { framework: "llmbrick" });
      return scriptedLauncher({ folder, python });
    },
  };
}

/** The same, with the routes of OpenAI's API. */
function openAiPythonProject(python: string): Project {
  return {
    name: "llmbrick-openai",
    differences: {},
    isForOpenAi: true,
    async make(folder) {
      await writeProject(folder, { framework: "llmbrick", features: ["openai-api"] });
      return scriptedLauncher({ folder, python });
    },
  };
}

/** A Python project as a part of another application, which has the limits on connections of this project. */
function mountedPythonProject(python: string, name: string, call: string): Project {
  const { differences, make } = pythonProject(python);
  return {
    name: `llmbrick-${name}`,
    differences,
    isMounted: true,
    async make(folder) {
      await make(folder);
      await outputFile(join(folder, "outer.py"), outerWith(call));
      const launcher = new Launcher(folder, python, "outer.py");
      launcher.mountedAt = mountedAt;
      return launcher;
    },
  };
}

const outerWith = (call: string) => `from fastapi import FastAPI

import server
from hardening import run

main = FastAPI()
main.${call}
run(main, server.settings)
`;

let layers: ReturnType<typeof collectLayers> | undefined;

/** Writes a project. Inside the repository, whose packages it finds, there is nothing to install. */
export async function writeProject(folder: string, changes: Partial<Options>): Promise<void> {
  layers ??= collectLayers();
  const options = { ...defaultOptions({ env: {}, target: folder }), ...changes };
  for (const [path, text] of plan(options, await layers, await loadSha256()).files)
    await outputFile(join(folder, path), text);
}
