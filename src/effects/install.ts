import type { Environment, Io } from "../io.ts";
import type { PackageManager } from "../options/table.ts";
import { commandsOf } from "../plan/commands.ts";
import { checkInstalled } from "./installed.ts";
import { runInstallStep } from "./run-install.ts";

/**
 * What an install has no need of costs time or lines on the screen. npm says each thing that it fetches, and each
 * attempt that fails, only when it is told to. Settings of the user may leave out the tools that start the project,
 * or have npm install in another place than the project.
 */
const EXTRA_FLAGS: Partial<Record<PackageManager, readonly string[]>> = {
  npm: [
    ...["--no-audit", "--no-fund", "--loglevel=http"],
    ...["--include=dev", "--bin-links", "--dry-run=false", "--package-lock-only=false"],
    ...["--global=false", "--location=project", "--workspaces=false"],
  ],
  pnpm: ["--prod=false"],
};

/**
 * Settings of the npm that started us, for its own command. Where to find packages (registry, proxy, cache, …)
 * stays as it is.
 */
const NOT_FOR_INSTALL =
  /^npm_(?:config_(?:call|dry_run|global|include_workspace_root|json|local_prefix|location|omit|only|package|package_lock_only|prefix|production|workspaces?|yes)$|command$|execpath$|lifecycle_|package_)/;

/**
 * Installs the project's dependencies.
 * @throws UserError when that fails, or leaves out what the project needs
 * @param onLine gets each line that the package manager writes
 */
export async function install(
  io: Io,
  folder: string,
  packageManager: PackageManager,
  onLine: (line: string) => void,
): Promise<void> {
  const command = commandsOf(packageManager).install;
  await runInstallStep(io, {
    command: [...command, ...(EXTRA_FLAGS[packageManager] ?? [])],
    title: command.join(" "),
    fixes: {
      missing: ["fix", packageManager],
      untrusted: ["fix", "certificate"],
      unreachable: ["fix", "network"],
    },
    cwd: folder,
    env: installEnvironment(io.env),
    onLine,
  });
  await checkInstalled(io, folder, command.join(" "));
}

/** The environment of a package manager that we start. */
export function installEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !NOT_FOR_INSTALL.test(name));
  // Under "production" the tools that build and start the project would be left out.
  // On a CI machine, Yarn would not write the lock file, and there is none yet.
  const forYarn = { YARN_ENABLE_IMMUTABLE_INSTALLS: "false" };
  return { ...Object.fromEntries(kept), ...forYarn, NODE_ENV: "development" };
}
