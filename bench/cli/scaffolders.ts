import { fileURLToPath } from "node:url";

/** How a scaffolder is called: its script, and the words that make a project in a folder, with no more than files. */
interface Scaffolder {
  readonly script: string;
  project(folder: string): string[];
  /** It has no flag for its version. */
  readonly isNameless?: true;
}

const path = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** The scaffolders that are measured, each in its own package. */
export const scaffolders: Record<string, Scaffolder> = {
  ours: {
    script: path("../dist/bin.cjs"),
    project: (folder) => [folder, "--yes", "--no-install", "--no-git"],
  },
  "create-vite": {
    script: path("node_modules/create-vite/index.js"),
    project: (folder) => [folder, "--template", "vanilla-ts", "--no-interactive"],
    isNameless: true,
  },
  "express-generator": {
    script: path("node_modules/express-generator/bin/express-cli.js"),
    project: (folder) => ["--no-view", folder],
  },
  "create-next-app": {
    script: path("node_modules/create-next-app/dist/index.js"),
    project: (folder) => [folder, "--yes", "--skip-install", "--disable-git"],
  },
  sv: {
    script: path("node_modules/sv/dist/bin.mjs"),
    project: (folder) => [
      "create",
      folder,
      "--template",
      "minimal",
      "--types",
      "ts",
      "--no-add-ons",
      "--no-install",
    ],
  },
};
