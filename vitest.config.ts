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

/**
 * The folders of tests that want the program as it is built, or programs that npm does not bring. All others run
 * before there is any of that.
 */
const whole = [
  "bin",
  "bench",
  "clients",
  "effects/verify",
  "fuzz",
  "generated",
  "package",
  "page",
  "proxies",
  "python",
  "redis",
  "repository",
];

/** They need Wine, and run by `npm run test:windows` alone. */
const windows = "test/windows/**";

/** They take many minutes, and rarely break: `npm run test:handlers`, `test:mounted`, `test:deploy` and others of their kind. */
const aside = [
  "test/generated/workspaces.test.ts",
  "test/handlers/others.test.ts",
  "test/handlers/python/**/*.test.ts",
  "test/generated/mounted.test.ts",
  "test/grade/*.test.ts",
  "test/generated/telemetry-matrix.test.ts",
  "test/deploy/*.test.ts",
  "test/applications/*.test.ts",
  "test/redis/addresses.test.ts",
  "test/redis/breaks.test.ts",
  "test/redis/faults.test.ts",
  "test/redis/replicas.test.ts",
  "test/versions/*.test.ts",
  "test/lessons/aside/*.test.ts",
];

const wholeTests = process.env.WINDOWS_NODE
  ? [windows]
  : whole.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  plugins: [joinLayers()],
  test: {
    projects: [
      {
        extends: true,
        test: { name: "units", include: ["test/**/*.test.ts"], exclude: [...wholeTests, ...aside, windows] },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: wholeTests,
          exclude: aside,
          globalSetup: ["test/support/global-setup.ts"],
        },
      },
      {
        extends: true,
        test: { name: "aside", include: aside, globalSetup: ["test/support/global-setup.ts"] },
      },
    ],
    expect: { requireAssertions: true },
    // Far more than a test needs, so that a busy machine does not fail it. A test of time has a limit of its own.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
