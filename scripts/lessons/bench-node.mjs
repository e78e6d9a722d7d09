/**
 * Judges handlers: `node bench-node.mjs <a project in JavaScript> <jobs.json>`; prints the results as JSON. Each has a
 * server of its own. The lessons go side by side, since most of their time is waiting: each in a thread, whose
 * variables are its own.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const [project = "", jobsFile = ""] = process.argv.slice(2);

if (isMainThread) {
  /** @type {import("./jobs.ts").Job[]} */
  const jobs = JSON.parse(await readFile(jobsFile, "utf8"));
  const lessons = [...new Set(jobs.map(({ lesson }) => lesson))];
  const judged = await Promise.all(
    lessons.map((name) => inThread(jobs.filter(({ lesson }) => lesson === name))),
  );
  process.stdout.write(JSON.stringify(judged.flat()));
} else {
  parentPort?.postMessage(await judge(workerData));
}

function inThread(jobs) {
  return new Promise((resolve, reject) => {
    const options = { argv: process.argv.slice(2), workerData: jobs };
    const thread = new Worker(new URL(import.meta.url), options);
    thread.once("error", reject);
    thread.once("message", (judged) => {
      resolve(judged);
      // A wrong handler may go on for ever.
      thread.terminate();
    });
  });
}

/** @param {import("./jobs.ts").Job[]} jobs of one lesson */
async function judge(jobs) {
  const load = (path) => import(pathToFileURL(join(project, path)).href);
  const { SSEServer } = await load("src/llmbrick/server.js");
  const { config } = await load("src/config.js");
  const { runChecks } = await load("lessons/run/check.js");
  const before = { ...process.env };
  const judged = [];
  for (const [index, { lesson, state, code, checks, patience }] of jobs.entries()) {
    const path = `src/handler-${lesson}-${index}.js`;
    await writeFile(join(project, path), code);
    const { handler } = await load(path);
    const start = async (env) => {
      process.env = { ...before, ...env };
      const server = new SSEServer({ config, handler, log() {} });
      const address = await server.listen();
      return { url: `${address}chat/completions`, stop: () => server.close(0) };
    };
    judged.push({ lesson, state, results: await runChecks(checks, start, patience) });
  }
  return judged;
}
