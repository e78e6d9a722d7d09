import type { Platform } from "./platform.ts";

export const python: Platform = {
  name: "python",
  layers: () => ["page", "python"],
  facts: () => [],
};
