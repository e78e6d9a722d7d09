import { hasPackages } from "../options/table.ts";
import type { Platform } from "./platform.ts";

/** The frameworks with an application to which one adds routes, in `src/routes.ts`; Nest has modules there. */
const APPLICATIONS: readonly string[] = ["express", "fastify", "hono", "koa"];
const MODULES: readonly string[] = ["nest"];

export const node: Platform = {
  name: "node",
  layers: ({ framework, handler }) => ["core", "page", framework, `handlers/${handler}`],
  facts(options) {
    const { framework, language, packageManager } = options;
    const facts = {
      packages: hasPackages(options),
      app: APPLICATIONS.includes(framework),
      routes: [...APPLICATIONS, ...MODULES].includes(framework),
    };
    return [
      "node",
      language,
      packageManager,
      ...Object.entries(facts).flatMap(([fact, holds]) => (holds ? [fact] : [])),
    ];
  },
};
