import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";

const cache = fileURLToPath(new URL("../.cache/nodes/", import.meta.url));

/** Installs the newest Node of a release, by npm's package "node", and gives the path of its program. */
export async function installNode(release: string): Promise<string> {
  const folder = cache + release;
  await outputFile(`${folder}/package.json`, '{ "private": true, "allowScripts": { "node": true } }\n');
  await execa({ cwd: folder })`npm install --no-save --prefer-offline node@${release}`;
  return `${folder}/node_modules/node/bin/node`;
}
