import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { build } from "../../build/build.ts";
import type { Goal, Work } from "../work.ts";
import { type Start, startNode } from "./run.ts";
import { scaffolders } from "./scaffolders.ts";

const BARE = "node -e 0";
const names = Object.keys(scaffolders);
const named = names.filter((name) => !scaffolders[name]?.isNameless);

let isBuilt: Promise<void> | undefined;

/** Starts a peer: a scaffolder with the words for it, or Node with nothing to do. */
async function start(peer: string, words: (name: string, project: string) => string[]): Promise<Start> {
  const scaffolder = scaffolders[peer];
  if (!scaffolder) return startNode(() => ["-e", "0"]);
  isBuilt ??= build();
  await isBuilt;
  return startNode((project) => [scaffolder.script, ...words(peer, project)]);
}

const projectWords = (name: string, project: string) => scaffolders[name]?.project(project) ?? [];

/** A program's start to its end, by the clock. */
function timed(
  title: string,
  peers: string[],
  goals: Goal[],
  words: (name: string, project: string) => string[],
): Work {
  return {
    title,
    unit: "ms",
    goals,
    peers: [BARE, ...peers],
    rounds: 15,
    remark:
      "A command is timed by the clock, from its start to its end, without the caller's environment, NODE_EXTRA_CA_CERTS above all.",
    measure: async (peer) => ({ "wall time": (await start(peer, words)).duration }),
  };
}

const atMost = (most: number, base: string): Goal => ({ peer: "ours", most, base });

/** The works of the command line, by the names that `--only` takes. */
export const cliWorks: Record<string, Work> = {
  "cli:version": timed("--version", named, [atMost(1.7, BARE)], () => ["--version"]),
  "cli:help": timed("--help", names, [atMost(1.7, BARE)], () => ["--help"]),
  "cli:project": timed(
    "A project, without install and git",
    names,
    [atMost(2.2, BARE), atMost(1, "create-vite")],
    projectWords,
  ),
  "cli:files": {
    title: "What is written",
    unit: "files",
    goals: [],
    peers: names,
    rounds: 1,
    measure: async (peer) => ({ files: (await start(peer, projectWords)).files }),
  },
  "cli:size": {
    title: "The package, without dependencies",
    unit: "kB",
    goals: [{ peer: "ours", most: 150 }],
    peers: ["ours"],
    rounds: 1,
    measure: async () => ({ packed: await packedSize() }),
  },
};

async function packedSize(): Promise<number> {
  await build();
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const { stdout } = await execa({ cwd })`npm pack --dry-run --json --ignore-scripts`;
  const [{ size }] = JSON.parse(stdout);
  return size / 1000;
}
