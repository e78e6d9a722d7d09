import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectLayers } from "../build/layers.ts";
import { loadSha256 } from "../src/hash.ts";
import { defaultOptions } from "../src/options/default-options.ts";
import type { Options } from "../src/options/table.ts";
import { plan } from "../src/plan/plan.ts";

const cache = fileURLToPath(new URL("../.cache", import.meta.url));

export type PageOptions = Partial<Pick<Options, "lang" | "handler" | "features">>;

export interface PageProject {
  /** The folder of the project. */
  folder: string;
  /** The project's own class: it finds the test page beside it, as in every generated project. */
  SSEServer: typeof import("../templates/node/src/llmbrick/server.ts").SSEServer;
  /** Deletes the project. */
  remove(): Promise<void>;
}

/** Writes a project into a folder of its own, with the options that the page hangs on. */
export async function createPageProject({
  lang = "en",
  handler = "hello",
  features = [],
}: PageOptions = {}): Promise<PageProject> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "page-"));
  const options = { ...defaultOptions({ env: {}, target: folder }), lang, handler, features };
  for (const [path, text] of plan(options, await collectLayers(), await loadSha256()).files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const { SSEServer } = await import(join(folder, "src/llmbrick/server.ts"));
  return { folder, SSEServer, remove: () => rm(folder, { recursive: true }) };
}
