/** npm run bench: the generated server and the command line beside their peers. README.md in this folder tells the options. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cliWorks } from "./cli/works.ts";
import { pinThisProcess } from "./cores.ts";
import { handlerWorks } from "./handlers/works.ts";
import { measureRounds } from "./measure.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { profile } from "./profile.ts";
import { circumstances, toMarkdown } from "./report.ts";
import { judge, type Sample, summarize } from "./results.ts";
import { prepare } from "./server/prepare.ts";
import { serverWorks } from "./server/works.ts";
import type { Work } from "./work.ts";

const allWorks = { ...serverWorks, ...handlerWorks, ...cliWorks };
const resultsFolder = fileURLToPath(new URL("results", import.meta.url));

try {
  const options = readOptions(process.argv.slice(2), allWorks);
  const works = Object.fromEntries(options.works.map((name) => [name, allWorks[name] as Work]));
  mkdirSync(resultsFolder, { recursive: true });
  const leftOut = await prepare(options.profile ? [options.profile] : options.peers);
  pinThisProcess();

  if (options.profile) {
    console.log(await profile(Object.values(works), options.profile, resultsFolder));
  } else {
    const peers = options.peers.filter((peer) => !leftOut.has(peer));
    const samples: Sample[] = [];
    try {
      for await (const more of measureRounds({ works, peers }, options.rounds)) samples.push(...more);
    } finally {
      // What was measured before a fault is still worth reading.
      if (samples.length > 0) report(samples, works, options, leftOut);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function report(
  samples: Sample[],
  works: Record<string, Work>,
  options: BenchOptions,
  leftOut: Map<string, string>,
) {
  const results = summarize(samples, works);
  const verdicts = judge(samples, works);
  const where = circumstances(leftOut);
  const json = JSON.stringify({ ...where, verdicts, results, samples }, null, 2);
  writeFileSync(join(resultsFolder, "latest.json"), `${json}\n`);
  console.log(options.json ? json : toMarkdown(results, verdicts, works, where));
}
