/** npm run bench: the generated server beside its peers. Options: see README.md in this folder. */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pinThisProcess } from "./cores.ts";
import { readOptions } from "./options.ts";
import { circumstances, toMarkdown } from "./report.ts";
import { type Sample, summarize } from "./results.ts";
import { generateOurs } from "./server/generate.ts";
import { type PeerName, peerNames } from "./server/peers.ts";
import { type Work, works } from "./server/works.ts";

const resultsFolder = fileURLToPath(new URL("results/", import.meta.url));

const options = readOptions(process.argv.slice(2), { works: Object.keys(works), peers: peerNames });
pinThisProcess();
const ours = await generateOurs();

const samples: Sample[] = [];
for (let round = 1; round <= options.rounds; round++) {
  for (const work of options.only) {
    for (const peer of shuffled(peersOf(works[work] as Work))) {
      const figures = await (works[work] as Work).measure(peer, ours);
      for (const [figure, value] of Object.entries(figures))
        samples.push({ work, figure, peer, round, value });
      console.error(`round ${round}/${options.rounds}  ${work}  ${peer}`);
    }
  }
}

const results = summarize(samples, (work) => peersOf(works[work] as Work)[0] as PeerName);
const where = circumstances(options.rounds);
const document = { ...where, results, samples };
mkdirSync(resultsFolder, { recursive: true });
writeFileSync(`${resultsFolder}latest.json`, `${JSON.stringify(document, null, 2)}\n`);
console.log(options.json ? JSON.stringify(document, null, 2) : toMarkdown(results, works, where));

function peersOf({ peers = peerNames }: Work): PeerName[] {
  return peers.filter((peer) => options.peers.includes(peer));
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
