/**
 * Judges handlers in one process: `tsx bench-node.ts <a project in JavaScript> <jobs.json>`. Each gets a server of its
 * own; prints the results as JSON.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Running, runChecks } from "../../templates/features/workshop/+node/lessons/run/check.ts";
import type { Job, Judged } from "./jobs.ts";

const [project = "", jobsFile = ""] = process.argv.slice(2);
const load = (path: string) => import(pathToFileURL(join(project, path)).href);
const { SSEServer } = await load("src/llmbrick/server.js");
const { config } = await load("src/config.js");
const jobs: Job[] = JSON.parse(await readFile(jobsFile, "utf8"));
const before = { ...process.env };

const judged: Judged[] = [];
for (const [index, { lesson, state, code, checks, patience }] of jobs.entries()) {
  const path = `src/handler-${index}.js`;
  await writeFile(join(project, path), code);
  const { handler } = await load(path);
  judged.push({ lesson, state, results: await runChecks(checks, (env) => start(handler, env), patience) });
}
process.stdout.write(JSON.stringify(judged), () => process.exit());

async function start(handler: unknown, env: Record<string, string>): Promise<Running> {
  process.env = { ...before, ...env };
  const server = new SSEServer({ config, handler, log() {} });
  const address: string = await server.listen();
  return { url: `${address}chat/completions`, stop: () => server.close(0) };
}
