import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/generated-project.ts";
import { startRegistry } from "../support/registry.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = await temporaryFolder();
const emptyFolder = await temporaryFolder();

interface Packed {
  filename: string;
  /** Bytes of the tarball. */
  size: number;
  files: { path: string; mode: number }[];
}

// The build that all tests use is packed as it is, so that no other test sees it being replaced.
const { stdout } = await execa("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
  cwd: repository,
});
const [packed] = JSON.parse(stdout) as [Packed];
const tarball = join(folder, packed.filename);

/** npm's settings, with nothing of this machine's. */
const npmSettings = {
  npm_config_userconfig: join(folder, "npmrc"),
  npm_config_cache: join(folder, "cache"),
  npm_config_yes: "true",
};
const args = ["my-server", "--yes", "--no-install", "--no-git", "--lang", "en"];

/** The text of each file of the generated project. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(join(folder, "my-server"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.map(async (file) => [relative(folder, file), await readFile(file, "utf8")]);
  return Object.fromEntries(await Promise.all(texts));
}

describe("the package", () => {
  const paths = packed.files.map(({ path }) => path);

  test("holds the program, its words for the reader, and nothing else", () => {
    expect(paths.filter((path) => !path.startsWith("dist/"))).toEqual([
      "LICENSE",
      "README.md",
      "package.json",
    ]);
    const texts = paths.filter((path) => !/\.(js|json|br)$/.test(path));
    expect(texts).toEqual(["LICENSE", "README.md", "dist/licenses.txt"]);
    expect(paths).toEqual(expect.arrayContaining(["dist/bin.js", "dist/answers.schema.json"]));
  });

  test("is at most 250 kB packed", () => {
    expect(packed.size).toBeLessThanOrEqual(250_000);
  });
});

describe("the package, installed in an empty folder", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await execa("npm", ["install", "--prefix", folder, tarball], { cwd: folder, env: npmSettings });
  }, 60_000);

  test("brings no other package", async () => {
    const installed = await readdir(join(folder, "node_modules"));
    expect(installed.filter((name) => !name.startsWith("."))).toEqual(["create-llmbrick-sse"]);
  });

  test("generates the same project through npm exec as through npm create", async () => {
    await execa("npm", ["exec", "create-llmbrick-sse", "--", ...args], { cwd: folder, env: npmSettings });

    const manifest = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
    const registry = { npm_config_registry: await startRegistry(manifest, tarball) };
    await execa("npm", ["create", "llmbrick-sse@latest", "--", ...args], {
      cwd: emptyFolder,
      env: { ...npmSettings, ...registry },
    });

    const files = await filesOf(emptyFolder);
    expect(files).toHaveProperty(["my-server/src/handler.ts"]);
    expect(files).toEqual(await filesOf(folder));
  });
});
