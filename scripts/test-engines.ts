/**
 * Holds the generated servers to the protocol on every engine that the README names, and prints a table.
 *
 *     npm run test:engines                    every engine, every framework
 *     npm run test:engines -- bun deno koa    some of them
 */
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { emptyDir } from "fs-extra/esm";
import { clauses, startClauses } from "../conformance/clauses/index.ts";
import { Launcher } from "../conformance/process.ts";
import { checkAll } from "../conformance/run.ts";
import { makeNodeProject, nodeFrameworks } from "./conformance-projects.ts";
import { type Engine, engines, install } from "./engines.ts";

const words = process.argv.slice(2);
const names = engines.map(({ name }) => name);
const unknown = words.filter((word) => ![...names, ...nodeFrameworks].includes(word));
if (unknown.length > 0) {
  console.error(`Neither an engine nor a framework: ${unknown.join(", ")}`);
  console.error(`Engines: ${names.join(", ")}. Frameworks: ${nodeFrameworks.join(", ")}.`);
  process.exit(2);
}
/** Those that are named, or all where none is. */
const chosen = <T>(all: readonly T[], nameOf: (one: T) => string): T[] => {
  const named = all.filter((one) => words.includes(nameOf(one)));
  return named.length > 0 ? named : [...all];
};

const rows: string[] = [];
for (const engine of chosen(engines, ({ name }) => name)) {
  const program = await install(engine);
  const { stdout } = await execa(program, ["--version"]);
  for (const framework of chosen(nodeFrameworks, (name) => name)) {
    const failures = await check(engine, program, framework);
    const kept = clauses.length + startClauses.length - failures.length;
    const [version = ""] = stdout.split("\n");
    rows.push(
      `${engine.name.padEnd(8)} ${framework.padEnd(8)} ${kept} of ${kept + failures.length}   (${version})`,
    );
    console.log([rows.at(-1), ...failures].join("\n"));
    if (failures.length > 0) process.exitCode = 1;
  }
}
console.log(`\n${rows.join("\n")}`);

/** Gives the promises that a framework's server does not keep on an engine, each with what was seen. */
async function check({ name, args }: Engine, program: string, framework: (typeof nodeFrameworks)[number]) {
  const folder = fileURLToPath(new URL(`../.cache/engines/${name}/${framework}`, import.meta.url));
  await emptyDir(folder);
  await makeNodeProject(folder, framework, "js");
  const launcher = new Launcher(folder, program, ...args, "src/index.js");
  try {
    const results = await checkAll(launcher.start, clauses, startClauses);
    return [...results]
      .filter(([, failure]) => failure !== undefined)
      .map(([{ section, promise }, failure]) => `  §${section} ${promise}\n    ${failure}`);
  } finally {
    await launcher.stopAll();
  }
}
