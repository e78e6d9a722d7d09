import { delimiter, join } from "node:path";
import { execa } from "execa";

/** Each package manager besides npm, by the packages of npm's registry that bring it. */
export const MANAGER_PACKAGES = {
  pnpm: "pnpm",
  yarn1: "yarn@1.22.22",
  yarn4: "@yarnpkg/cli-dist@4",
  bun: "bun",
} as const;

/** Installs a package manager into the folder. Gives the PATH on which it comes first. */
export async function installManager(name: keyof typeof MANAGER_PACKAGES, folder: string): Promise<string> {
  const tools = join(folder, "tools");
  await execa`npm install --prefer-offline --prefix ${tools} ${MANAGER_PACKAGES[name]}`;
  return join(tools, "node_modules/.bin") + delimiter + process.env.PATH;
}
