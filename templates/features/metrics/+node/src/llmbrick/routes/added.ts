import { metricsRoutes } from "../metrics/routes.ts";

/** The figures of the server, for Prometheus. */
export const added = [metricsRoutes];
