import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";

const templates = fileURLToPath(new URL("templates", import.meta.url));

/** Joins the template layers as the compiler's `rootDirs` does: a file may import one of another layer. */
function joinLayers(): Plugin {
  const { compilerOptions } = JSON.parse(readFileSync(join(templates, "tsconfig.json"), "utf8"));
  const layers: string[] = compilerOptions.rootDirs.map((folder: string) => join(templates, folder));
  return {
    name: "join-template-layers",
    enforce: "pre",
    resolveId(source, importer) {
      const layer = layers.find((folder) => importer?.startsWith(folder + sep));
      if (!importer || !layer || !source.startsWith(".")) return null;
      const path = relative(layer, resolve(dirname(importer), source));
      return [layer, ...layers].map((folder) => join(folder, path)).find((file) => existsSync(file)) ?? null;
    },
  };
}

export default defineConfig({
  plugins: [joinLayers()],
  test: {
    include: ["test/**/*.test.ts"],
    // They need Wine: `npm run test:windows`.
    exclude: process.env.WINDOWS_NODE ? [] : ["test/windows/**"],
    globalSetup: ["test/support/global-setup.ts"],
    expect: { requireAssertions: true },
    // Far more than a test needs, so that a busy machine does not fail it. A test of time has a limit of its own.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
