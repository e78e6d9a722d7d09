import { featureFacts, featureLayers } from "../features/rules.ts";
import { layersOf } from "../handlers/index.ts";
import { hasDependencies, hasPackages } from "../options/table.ts";
import { commandsOf } from "../plan/commands.ts";
import { frameworkOf } from "./frameworks.ts";
import type { Platform } from "./platform.ts";

export const node: Platform = {
  name: "node",
  hasWorkspaces: true,
  layers: ({ framework, handler, features }) => [
    "core",
    "page",
    framework,
    ...layersOf(handler),
    ...featureLayers(features),
  ],
  facts(options) {
    const { features, framework, language, packageManager } = options;
    const packages = hasPackages(options) ? ["packages"] : [];
    const dependencies = hasDependencies(options) ? ["dependencies"] : [];
    const { facts } = frameworkOf(framework);
    const application = options.application ? ["application"] : [];
    return [
      "node",
      language,
      packageManager,
      ...packages,
      ...dependencies,
      ...facts,
      ...featureFacts(features),
      ...application,
    ];
  },
  commands({ packageManager }) {
    const { install, run } = commandsOf(packageManager);
    return { install: [install.join(" ")], start: [`${run.join(" ")} dev`] };
  },
  production: ({ language }) => ({
    exec: `/usr/bin/node ${language === "ts" ? "dist" : "src"}/index.js`,
    production: "NODE_ENV=production",
  }),
  async installer({ packageManager }, folder, io) {
    const { install } = await import("../effects/install.ts");
    return {
      title: commandsOf(packageManager).install.join(" "),
      install: (onLine) => install(io, folder, packageManager, onLine),
    };
  },
  async programs(options) {
    const { nodePrograms } = await import("../effects/verify/programs.ts");
    return nodePrograms(options);
  },
};
