import { fileURLToPath } from "node:url";
import type { Options } from "../../src/options/table.ts";
import { generatedProject } from "./generated-project.ts";
import type { Command } from "./peer-process.ts";
import { pythonForUpstream } from "./python.ts";
import { native, openAi, type Protocol } from "./request.ts";

/** The servers that are measured: the file of each, in the folder `peers`. The first is the measure of the others. */
const files: Record<string, string> = {
  bare: "bare.mjs",
  ours: "ours.mjs",
  "fastify-sse": "fastify-sse.mjs",
  "better-sse": "better-sse.mjs",
  koa: "koa.mjs",
  express: "express.mjs",
  h3: "h3.mjs",
  hono: "hono.mjs",
  llmbrick: "upstream.py",
};

/** The peers that stream. */
export const streamers = Object.keys(files);

/** Our project as OpenAI's clients see it. */
const byOpenAi = "ours-openai-api";

/** How a peer is asked. */
export const protocolOf = (peer: string): Protocol => (peer === byOpenAi ? openAi : native);

/** Our project with what it may have beside the bare server, by the names of the peers that these are. */
const withFeatures: Record<string, Options["features"]> = {
  [byOpenAi]: ["openai-api"],
  "ours-metrics": ["metrics"],
  "ours-resume": ["resume"],
  "ours-resume-redis": ["resume"],
};

/** The generated projects, by the names of the peers that they are. */
const projects: Record<string, Exclude<Options["framework"], "llmbrick">> = {
  [byOpenAi]: "node",
  "ours-metrics": "node",
  "ours-resume": "node",
  "ours-resume-redis": "node",
  ours: "node",
  "ours-express": "express",
  "ours-fastify": "fastify",
  "ours-hono": "hono",
  "ours-koa": "koa",
  "ours-nest": "nest",
};

/** How to start a peer. */
export async function commandOf(peer: string, env: Record<string, string>): Promise<Command> {
  const framework = projects[peer];
  const name = framework ? "ours.mjs" : (files[peer] ?? `${peer}.mjs`);
  const file = fileURLToPath(new URL(`peers/${name}`, import.meta.url));
  if (name.endsWith(".py")) return { file: await pythonForUpstream(), args: [file], env };
  // The variables of whoever runs the bench are not to change what is measured.
  return {
    file: process.execPath,
    args: ["--expose-gc", file],
    env: {
      NODE_ENV: "production",
      NODE_OPTIONS: "",
      ...env,
      ...(framework && {
        BENCH_OURS: await generatedProject(framework, "hello", withFeatures[peer] ?? []),
      }),
    },
  };
}
