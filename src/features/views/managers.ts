import type { PackageManager } from "../../options/table.ts";

/** How a package manager installs on a bare machine, as commands of a shell and files of a project. */
interface LockedInstall {
  /** Its package, where the image of Node does not have it. */
  readonly from?: string;
  /** What it reads; a `*` stands behind what a project need not have. */
  readonly manifests: string;
  readonly lockFile: string;
  /** Makes the lock file, unless there is one. */
  readonly lock: string;
  /** Installs what the lock file says, and fails where that does not fit package.json. */
  readonly install: string;
  /** The same without what development alone needs. */
  readonly installProduction: string;
}

export const managers: Readonly<Record<PackageManager, LockedInstall>> = {
  npm: {
    manifests: "package.json package-lock.json*",
    lockFile: "package-lock.json",
    lock: "[ -f package-lock.json ] || npm install --package-lock-only",
    install: "npm ci",
    installProduction: "npm ci --omit=dev",
  },
  pnpm: {
    from: "pnpm@12",
    manifests: "package.json pnpm-lock.yaml* pnpm-workspace.yaml*",
    lockFile: "pnpm-lock.yaml",
    lock: "[ -f pnpm-lock.yaml ] || pnpm install --lockfile-only",
    install: "pnpm install --frozen-lockfile",
    installProduction: "pnpm install --frozen-lockfile --prod",
  },
  // Version 4 takes over what a lock file of version 1 says. The image has that version, in the way of its name.
  yarn: {
    from: "@yarnpkg/cli-dist@4 --force",
    manifests: "package.json yarn.lock .yarnrc.yml",
    lockFile: "yarn.lock",
    lock: "grep -q __metadata yarn.lock || yarn install --mode=update-lockfile --no-immutable",
    install: "yarn install --immutable",
    installProduction: "yarn install --immutable && yarn workspaces focus --production",
  },
  bun: {
    from: "bun@1",
    manifests: "package.json bun.lock*",
    lockFile: "bun.lock",
    lock: "[ -f bun.lock ] || bun install --lockfile-only",
    install: "bun install --frozen-lockfile",
    installProduction: "bun install --frozen-lockfile --production",
  },
};
