import type { Platform } from "./platform.ts";

export const python: Platform = {
  name: "python",
  layers: ({ handler }) => ["page", "python", `handlers/${handler}`],
  facts: () => ["python"],
};
