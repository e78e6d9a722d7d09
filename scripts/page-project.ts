import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { collectLayers } from "../build/layers.ts";
import { type HandlerName, layersOf } from "../src/handlers/index.ts";
import type { Lang } from "../src/options/table.ts";
import { inLanguage, projectPath } from "../src/plan/paths.ts";

const cache = fileURLToPath(new URL("../.cache", import.meta.url));

export interface PageProject {
  /** The folder of the project. */
  folder: string;
  /** The project's own class: it finds the test page beside it, as in every generated project. */
  SSEServer: typeof import("../templates/node/src/llmbrick/server.ts").SSEServer;
  /** Deletes the project. */
  remove(): Promise<void>;
}

/** Puts the layers that serve the test page together in a folder of their own, without the user's own code. */
export async function createPageProject(
  lang: Lang = "en",
  handler: HandlerName = "hello",
): Promise<PageProject> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "page-"));
  const layers = await collectLayers();
  const files: Record<string, string> = {};
  for (const name of ["core", "node", "page", ...layersOf(handler)]) Object.assign(files, layers[name]);
  const paths = Object.keys(files).filter((path) => /^(src\/llmbrick|public)\//.test(path));
  for (const source of inLanguage(paths, lang)) {
    const file = join(folder, projectPath(source));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, files[source] ?? "");
  }
  const { SSEServer } = await import(join(folder, "src/llmbrick/server.ts"));
  return { folder, SSEServer, remove: () => rm(folder, { recursive: true }) };
}
