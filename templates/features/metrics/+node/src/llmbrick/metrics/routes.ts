import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { keyCheck } from "../request/access.ts";
import { counting } from "./counting.ts";
import { createFigures } from "./figures.ts";

/** Counts what becomes of all requests, and gives the figures to who bears `METRICS_TOKEN`, where that is set. */
export function metricsRoutes(runtime: Runtime): Route[] {
  const figures = createFigures(runtime);
  runtime.observers.push(counting(figures, runtime));
  const token = process.env.METRICS_TOKEN?.trim();
  const refuseToken = keyCheck(token ? [token] : [], "Invalid or missing token");
  const headers = { "Content-Type": figures.registry.contentType, "Cache-Control": "no-store" };
  return [
    {
      method: "GET",
      path: "/metrics",
      handle: async (request) =>
        refuseToken(request.headers) ?? { status: 200, headers, body: await figures.registry.metrics() },
    },
  ];
}
