import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The licences of all packages that are bundled, which ask to be handed on with every copy.
 * @param inputs the bundled files, relative to `root`
 */
export async function licensesOf(inputs: readonly string[], root: string): Promise<string> {
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
    return `${name} ${version} (${license})\n\n${(await licenseIn(join(root, folder))) ?? license}`;
  });
  return `${(await Promise.all(texts)).join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

async function licenseIn(folder: string): Promise<string | undefined> {
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  return file && (await readFile(join(folder, file), "utf8")).trim();
}
