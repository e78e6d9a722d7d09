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
  const readiness = async () => {
    if (runtime.draining) return json(503, { status: "draining" });
    const lacking = (await Promise.all(parts.map((part) => part.lacking()))).filter((each) => each);
    if (lacking.length === 0) return json(200, { status: "ready" });
    return json(503, Object.assign({ status: "unavailable" }, ...lacking));
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
