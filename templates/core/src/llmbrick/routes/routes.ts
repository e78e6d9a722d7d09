import type { Start } from "../http/parts.ts";
import { json } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { added } from "./added.ts";
import { chatRoute } from "./chat.ts";
import { openApiRoute } from "./openapi.ts";
import { pageRoutes } from "./page.ts";

/** The routes that every server has. The endpoint comes last: where its path is that of another, it holds. */
export function routesOf(runtime: Runtime, start: Start): Route[] {
  const { config, parts } = runtime;
  const brought = added.flatMap((routesFor) => routesFor(runtime, start));
  const readiness = () => {
    if (runtime.draining) return json(503, { status: "draining" });
    const isReady = parts.every((part) => part.isReady());
    return isReady ? json(200, { status: "ready" }) : json(503, { status: "unavailable" });
  };
  return [
    { method: "GET", path: "/healthz", handle: () => json(200, { status: "ok" }) },
    { method: "GET", path: "/readyz", handle: readiness },
    openApiRoute(config),
    ...(config.enableTestPage ? pageRoutes(runtime) : []),
    ...brought,
    chatRoute(runtime),
  ];
}
