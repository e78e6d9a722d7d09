import type { PackageManager } from "../options/table.ts";

/** How each package manager is told to install, to add a package, and to run a script of the project. */
const COMMANDS: Record<
  PackageManager,
  Record<"install" | "add" | "run", [program: string, ...args: string[]]>
> = {
  npm: { install: ["npm", "install"], add: ["npm", "install"], run: ["npm", "run"] },
  pnpm: { install: ["pnpm", "install"], add: ["pnpm", "add"], run: ["pnpm", "run"] },
  yarn: { install: ["yarn", "install"], add: ["yarn", "add"], run: ["yarn", "run"] },
  bun: { install: ["bun", "install"], add: ["bun", "add"], run: ["bun", "run"] },
};

export const commandsOf = (packageManager: PackageManager) => COMMANDS[packageManager];

export const COMMIT_MESSAGE = "Initial commit from create-llmbrick-sse";

/** The commands that make the repository by hand. @param what is to be committed, as words of a shell */
export const gitCommands = (what: string): string[] => [
  "git init",
  `git add ${what}`,
  `git commit -m "${COMMIT_MESSAGE}"`,
];
