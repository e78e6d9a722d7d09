import type { Platform } from "./platform.ts";

export const node: Platform = {
  name: "node",
  layers: ({ framework }) => ["runtime", "base", "page", framework],
  facts: ({ language, packageManager }) => [language, packageManager],
};
