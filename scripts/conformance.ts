/** Holds servers to the protocol and prints a table of its clauses. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { emptyDir, outputFile } from "fs-extra/esm";
import { defaultOptions } from "../src/options/default-options.ts";
import { type Options, optionTable } from "../src/options/table.ts";
import type { Layers } from "../src/plan/layers.ts";
import { plan } from "../src/plan/plan.ts";
import { isPublic } from "../test/conformance/clause.ts";
import { clauses, startClauses } from "../test/conformance/clauses/index.ts";
import { bearer, describeServer } from "../test/conformance/discover.ts";
import { Launcher } from "../test/conformance/process.ts";
import { putHandler } from "../test/conformance/project.ts";
import { checkAll, checkServer, type Results } from "../test/conformance/run.ts";
import { Server } from "../test/conformance/server.ts";
import { collectLayers } from "./layers.ts";

const USAGE = `Usage:
  npm run conformance                                     every framework in every language
  npm run conformance -- express-ts koa-js                some of them
  npm run conformance -- --url http://127.0.0.1:9000      a server that runs
  npm run conformance -- --url … --key KEY                the same behind an API key`;

interface Project extends Pick<Options, "framework" | "language"> {
  name: string;
}

// Python's has differences that are allowed: test/python/conformance.test.ts holds it to the rest.
const inNode = optionTable.framework.choices.filter((framework) => framework !== "llmbrick");
const projects: Project[] = inNode.flatMap((framework) =>
  optionTable.language.choices.map((language) => ({ framework, language, name: `${framework}-${language}` })),
);

const { url, key, names } = readArguments();
const columns = url ? new Map([[url.href, await checkAddress(url, key)]]) : await checkProjects(names);
process.exitCode = print(columns) ? 0 : 1;

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { url: { type: "string" }, key: { type: "string" } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !projects.some((project) => project.name === name));
    if (unknown !== undefined)
      throw new Error(`There is no project ${unknown}: ${projects.map(({ name }) => name).join(", ")}`);
    if (values.url !== undefined && !URL.canParse(values.url))
      throw new Error(`${values.url} is no address.`);
    return {
      url: values.url === undefined ? undefined : new URL(values.url),
      key: values.key,
      names: positionals,
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function checkAddress(url: URL, key: string | undefined): Promise<Results> {
  const results: Results = new Map();
  await checkServer(
    new Server({ ...(await discover(url)), ...(key && bearer(key)) }),
    clauses.filter(isPublic),
    results,
  );
  return results;
}

async function discover(url: URL) {
  try {
    return await describeServer(url);
  } catch (error) {
    const { message, cause } = error as Error;
    console.error(`${url} can't be asked what it is: ${cause ?? message}`);
    process.exit(1);
  }
}

async function checkProjects(names: readonly string[]): Promise<Map<string, Results>> {
  const chosen = projects.filter(({ name }) => names.length === 0 || names.includes(name));
  const columns = new Map<string, Results>(chosen.map(({ name }) => [name, new Map()]));
  const layers = await collectLayers();

  // Much of the time is waiting, so that two at a time take half as long.
  const queue = chosen.values();
  const work = async () => {
    for (const project of queue) columns.set(project.name, await checkProject(project, layers));
  };
  await Promise.all([work(), work()]);
  return columns;
}

async function checkProject({ name, framework, language }: Project, layers: Layers): Promise<Results> {
  console.error(`${name} …`);
  const folder = fileURLToPath(new URL(`../.cache/conformance/${name}`, import.meta.url));
  await write(folder, { ...defaultOptions({ env: {}, target: folder }), framework, language }, layers);
  const loader = language === "ts" ? ["--import", "tsx"] : [];
  const launcher = new Launcher(folder, process.execPath, ...loader, `src/index.${language}`);
  try {
    return await checkAll(launcher.start, clauses, startClauses);
  } finally {
    await launcher.stopAll();
  }
}

/** Inside the repository, whose packages the project finds: there is nothing to install. */
async function write(folder: string, options: Options, layers: Layers) {
  await emptyDir(folder);
  for (const [path, text] of plan(options, layers).files) await outputFile(join(folder, path), text);
  await putHandler(folder, options.language);
}

/** Prints one row a clause and one column a server. Returns whether all is well. */
function print(columns: Map<string, Results>): boolean {
  const names = [...columns.keys()];
  const failures: string[] = [];
  console.log(`\n${names.map((name, index) => `${index + 1} ${name}`).join("   ")}\n`);
  for (const clause of [...clauses, ...startClauses]) {
    const marks = [...columns].map(([name, results], index) => {
      const mark = `${index + 1}`;
      if (!results.has(clause)) return "·".padStart(mark.length);
      const failure = results.get(clause);
      if (failure === undefined) return "✓".padStart(mark.length);
      failures.push(`${name} §${clause.section} ${clause.promise}\n${failure}`);
      return "✗".padStart(mark.length);
    });
    console.log(`${marks.join(" ")}  §${clause.section.padEnd(4)} ${clause.promise}`);
  }
  for (const failure of failures) console.log(`\n${failure}`);
  console.log(`\n${failures.length === 0 ? "All clauses hold." : `${failures.length} failures.`}`);
  return failures.length === 0;
}
