import { json } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { added } from "./added.ts";
import { chatRoute } from "./chat.ts";
import { openApiRoute } from "./openapi.ts";
import { pageRoutes } from "./page.ts";

/** The routes that every server has. The endpoint comes last: where its path is that of another, it holds. */
export function routesOf(runtime: Runtime): Route[] {
  const { config } = runtime;
  return [
    { method: "GET", path: "/healthz", handle: () => json(200, { status: "ok" }) },
    {
      method: "GET",
      path: "/readyz",
      handle: () => (runtime.draining ? json(503, { status: "draining" }) : json(200, { status: "ready" })),
    },
    openApiRoute(config),
    ...(config.enableTestPage ? pageRoutes(runtime) : []),
    ...added.flatMap((routesFor) => routesFor(runtime)),
    chatRoute(runtime),
  ];
}
