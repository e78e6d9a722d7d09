import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { manifestOf } from "./manifest.ts";
import { orAbsent } from "./or-absent.ts";

interface Manifest {
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Looks whether an install has brought what the project needs: settings of the user may have left out packages, or the
 * programs that scripts call, and the package manager is content.
 * @throws UserError that lists what is missing
 */
export async function checkInstalled(io: Io, folder: string, command: string): Promise<void> {
  // With Plug'n'Play, packages are where only the package manager knows.
  if ((await io.fs.readdir(folder)).includes(".pnp.cjs")) return;
  const missing = await missingIn(io, folder);
  if (missing.length === 0) return;
  throw new UserError("INSTALL_FAILED", ["leftOut", command, missing.join(", ")], { hint: ["leftOutHint"] });
}

async function missingIn(io: Io, folder: string): Promise<string[]> {
  const packages = join(folder, "node_modules");
  const { dependencies, devDependencies, scripts = {} } = ((await manifestOf(io, folder)) ?? {}) as Manifest;
  const present = new Set(await orAbsent(io.fs.readdir(join(packages, ".bin"))));
  const called = new Set(Object.values(scripts).flatMap((script) => script.split(/\s+/)));
  const missing: string[] = [];
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    // Package managers may link folders, and files too.
    const place = await orAbsent(io.fs.realpath(join(packages, name, "package.json")));
    const manifest = place === undefined ? undefined : await manifestOf(io, dirname(place));
    if (!manifest) missing.push(name);
    const programs = programsOf(name, manifest as Manifest | undefined).filter((program) =>
      called.has(program),
    );
    // On Windows, a package manager may write one with an ending alone.
    const isThere = (program: string) =>
      [program, `${program}.cmd`, `${program}.exe`].some((file) => present.has(file));
    missing.push(...programs.filter((program) => !isThere(program)).map((program) => `.bin/${program}`));
  }
  return missing;
}

/** The programs of a package; where it has one without a name, that is the package's own. */
function programsOf(name: string, { bin = {} }: Manifest = {}): string[] {
  return typeof bin === "string" ? [name.replace(/^@[^/]*\//, "")] : Object.keys(bin);
}
