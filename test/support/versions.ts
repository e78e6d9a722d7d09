import { cp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { outputJson } from "fs-extra/esm";
import { packLayers } from "../../build/pack-layers.ts";
import packageJson from "../../package.json" with { type: "json" };
import { unpackLayers } from "../../src/plan/unpack-layers.ts";
import { program } from "./generated-project.ts";

/** What another version of the program has otherwise. */
export interface Version {
  readonly version: string;
  /** Its templates, file by file. */
  readonly edit?: (path: string, text: string) => string;
}

/** Makes the package of another version of the program, as it was built, in a folder. Gives the path of its program. */
export async function packageOf(
  folder: string,
  { version, edit = (_path, text) => text }: Version,
): Promise<string> {
  const dist = join(folder, "dist");
  await cp(dirname(program), dist, { recursive: true });
  const { name, bin, files, engines } = packageJson;
  await outputJson(join(folder, "package.json"), { name, version, bin, files, engines });

  const start = join(dist, "bin.cjs");
  const parts = (await readFile(start, "utf8")).split(`"${packageJson.version}"`);
  if (parts.length !== 2) throw new Error(`The version stands ${parts.length - 1} times in ${start}`);
  await writeFile(start, parts.join(`"${version}"`));

  const layers = await unpackLayers(await readFile(join(dist, "layers.br")), () => true);
  const edited = Object.entries(layers).map(([layer, all]) => [
    layer,
    Object.fromEntries(Object.entries(all).map(([path, text]) => [path, edit(path, text.toString())])),
  ]);
  await writeFile(join(dist, "layers.br"), await packLayers(Object.fromEntries(edited)));
  return start;
}
