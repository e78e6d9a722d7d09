import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Puts an empty package into `node_modules` for each that the project names, as a package manager would a real one. */
export function fakeInstall(project) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const folder = join(project, "node_modules", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}\n");
  }
}

if (process.argv[1] === import.meta.filename) fakeInstall(process.cwd());
