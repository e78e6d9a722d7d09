import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";

/** A runtime of JavaScript that can run a generated project, as a package of npm's brings it. */
export interface Engine {
  name: string;
  package: string;
  /** Where its program is, below the package. */
  program: string;
  /** What stands between the program and the server's file. */
  args: string[];
}

const node = (release: string): Engine => ({
  name: `node-${release}`,
  package: `node@${release}`,
  program: "node/bin/node",
  args: [],
});

/** All that are tested. */
export const engines: readonly Engine[] = [
  ...["20", "22", "24", "26"].map(node),
  { name: "bun", package: "bun@1", program: "bun/bin/bun.exe", args: ["--no-install"] },
  { name: "deno", package: "deno@2", program: ".bin/deno", args: ["run", "-A", "--node-modules-dir=manual"] },
];

/** Installs the newest of an engine's releases below `.cache`, and gives its command. */
export async function install({ name, package: wanted, program }: Engine): Promise<string> {
  const folder = fileURLToPath(new URL(`../.cache/engines/${name}`, import.meta.url));
  const scripts = { bun: true, deno: true, node: true };
  await outputFile(`${folder}/package.json`, JSON.stringify({ private: true, allowScripts: scripts }));
  await execa({ cwd: folder })`npm install --no-save --prefer-offline ${wanted}`;
  return `${folder}/node_modules/${program}`;
}
