import type { PackageManager } from "../options/table.ts";

/** How each package manager is told to install, and to run a script of the project. */
const COMMANDS: Record<PackageManager, Record<"install" | "run", [program: string, ...args: string[]]>> = {
  npm: { install: ["npm", "install"], run: ["npm", "run"] },
  pnpm: { install: ["pnpm", "install"], run: ["pnpm", "run"] },
  yarn: { install: ["yarn", "install"], run: ["yarn", "run"] },
  bun: { install: ["bun", "install"], run: ["bun", "run"] },
};

export const commandsOf = (packageManager: PackageManager) => COMMANDS[packageManager];

export const COMMIT_MESSAGE = "Initial commit from create-llmbrick-sse";

/** The commands that make the repository by hand. @param what is to be committed, as words of a shell */
export const gitCommands = (what: string): string[] => [
  "git init",
  `git add ${what}`,
  `git commit -m "${COMMIT_MESSAGE}"`,
];
