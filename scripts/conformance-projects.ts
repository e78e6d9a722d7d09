import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emptyDir, outputFile } from "fs-extra/esm";
import { defaultOptions } from "../src/options/default-options.ts";
import { type Options, optionTable } from "../src/options/table.ts";
import type { Layers } from "../src/plan/layers.ts";
import { plan } from "../src/plan/plan.ts";
import type { Differences } from "../test/conformance/differences.ts";
import { Launcher } from "../test/conformance/process.ts";
import { putHandler } from "../test/conformance/project.ts";
import { ofPython } from "../test/python/allowed.ts";
import { scriptedLauncher } from "../test/python/scripted-project.ts";
import { python, writePythonProject } from "../test/support/python.ts";
import { collectLayers } from "./layers.ts";

/** A project that the conformance suite can be run on. */
export interface Project {
  name: string;
  /** Where its protocol may differ. */
  differences: Differences;
  /** Makes it in `.cache`, and gives a way to start it. */
  make: () => Promise<Launcher>;
}

const WITHOUT_PYTHON =
  "The Python project llmbrick is left out: npx tsx scripts/ensure-python.ts installs its packages.\n";

/** A project of every framework in every language; Python's where its packages are installed, else it says so. */
export async function projects(): Promise<Project[]> {
  if (!python) process.stderr.write(WITHOUT_PYTHON);
  const layers = await collectLayers();
  const inNode = optionTable.framework.choices.filter((framework) => framework !== "llmbrick");
  return [
    ...inNode.flatMap((framework) =>
      optionTable.language.choices.map((language) => nodeProject(framework, language, layers)),
    ),
    ...(python ? [pythonProject(python)] : []),
  ];
}

function nodeProject(
  framework: Options["framework"],
  language: Options["language"],
  layers: Layers,
): Project {
  const name = `${framework}-${language}`;
  return {
    name,
    differences: {},
    async make() {
      const folder = await emptyFolder(name);
      const options = { ...defaultOptions({ env: {}, target: folder }), framework, language };
      // Inside the repository, whose packages it finds: there is nothing to install.
      for (const [path, text] of plan(options, layers).files) await outputFile(join(folder, path), text);
      await putHandler(folder, language);
      const loader = language === "ts" ? ["--import", "tsx"] : [];
      return new Launcher(folder, process.execPath, ...loader, `src/index.${language}`);
    },
  };
}

function pythonProject(python: string): Project {
  const name = "llmbrick";
  return {
    name,
    differences: ofPython,
    async make() {
      const folder = await emptyFolder(name);
      await writePythonProject(folder);
      return scriptedLauncher({ folder, python });
    },
  };
}

async function emptyFolder(name: string): Promise<string> {
  const folder = fileURLToPath(new URL(`../.cache/conformance/${name}`, import.meta.url));
  await emptyDir(folder);
  return folder;
}
