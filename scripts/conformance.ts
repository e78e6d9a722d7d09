/**
 * Holds the servers of all frameworks to the protocol and prints a table of its clauses. A server that runs is held to
 * them by `create-llmbrick-sse check`.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { emptyDir } from "fs-extra/esm";
import { isOfRoutes } from "../conformance/clause.ts";
import { clauses, startClauses } from "../conformance/clauses/index.ts";
import { openAiClauses } from "../conformance/clauses/openai/index.ts";
import { type Differences, expectOutcome } from "../conformance/differences.ts";
import { checkAll, type Results } from "../conformance/run.ts";
import { missing, type Project, projects } from "./conformance-projects.ts";

/** A server's results, and where it may differ. */
interface Column {
  name: string;
  results: Results;
  differences: Differences;
}

const USAGE = `Usage:
  npm run conformance                                     every framework in every language
  npm run conformance -- express-ts koa-js llmbrick       some of them`;

process.exitCode = print(await checkProjects(readNames())) ? 0 : 1;

function readNames(): string[] {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    const unknown = positionals.find((name) => !projects.some((project) => project.name === name));
    if (unknown !== undefined)
      throw new Error(`There is no project ${unknown}: ${projects.map(({ name }) => name).join(", ")}`);
    return positionals;
  } catch (error) {
    console.error([(error as Error).message, USAGE, missing].filter(Boolean).join("\n\n"));
    process.exit(2);
  }
}

async function checkProjects(names: readonly string[]): Promise<Column[]> {
  if (missing) console.log(missing);
  const chosen = projects.filter(({ name }) => names.length === 0 || names.includes(name));
  const columns: Column[] = [];
  // Much of the time is waiting, so that two at a time take half as long.
  const queue = chosen.entries();
  const work = async () => {
    for (const [index, project] of queue) columns[index] = await checkProject(project);
  };
  await Promise.all([work(), work()]);
  return columns;
}

/** The clauses of a project: those of a running server, and those of its start and end. */
function clausesOf({ isMounted, isForOpenAi }: Project) {
  if (isForOpenAi) return [openAiClauses, []] as const;
  return isMounted ? ([clauses.filter(isOfRoutes), []] as const) : ([clauses, startClauses] as const);
}

async function checkProject(project: Project): Promise<Column> {
  const { name, differences, make } = project;
  const folder = fileURLToPath(new URL(`../.cache/conformance/${name}`, import.meta.url));
  await emptyDir(folder);
  const launcher = await make(folder);
  try {
    const [running, starting] = clausesOf(project);
    return { name, differences, results: await checkAll(launcher.start, running, starting) };
  } finally {
    await launcher.stopAll();
  }
}

/** Prints one row a clause and one column a server, and what is behind each mark. Returns whether all is well. */
function print(columns: readonly Column[]): boolean {
  const failures: string[] = [];
  const notes: string[] = [];
  console.log(`\n${columns.map(({ name }, index) => `${index + 1} ${name}`).join("   ")}\n`);
  for (const clause of [...clauses, ...startClauses, ...openAiClauses]) {
    const { section, promise } = clause;
    const mark = ({ name, results, differences }: Column) => {
      if (!results.has(clause)) return "·";
      const difference = differences[promise];
      try {
        expectOutcome(results.get(clause), difference);
      } catch (error) {
        failures.push(`${name} §${section} ${promise}\n${error}`);
        return "✗";
      }
      if (!difference) return "✓";
      notes.push(`≠ ${name} §${section} ${promise}: differs, since ${difference.reason}`);
      return "≠";
    };
    const marks = columns.map((column, index) => mark(column).padStart(`${index + 1}`.length));
    console.log(`${marks.join(" ")}  §${section.padEnd(4)} ${promise}`);
  }
  if (notes.length > 0) console.log(`\n${notes.join("\n")}`);
  for (const failure of failures) console.log(`\n${failure}`);
  console.log(`\n${failures.length === 0 ? "All clauses hold." : `${failures.length} failures.`}`);
  return failures.length === 0;
}
