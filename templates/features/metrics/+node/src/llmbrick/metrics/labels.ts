// All values that labels have. None comes from a client: a name of a model, a user or a session would be a series each.

import type { Exchange } from "../http/exchange.ts";
import type { Outcome } from "../http/observer.ts";
import type { Runtime } from "../http/runtime.ts";

/** Why a request is refused, by its status. */
const byStatus: Record<number, string> = {
  400: "malformed",
  401: "key",
  403: "origin",
  404: "not_found",
  405: "method",
  406: "accept",
  408: "slow_request",
  413: "too_large",
  415: "content_type",
  422: "schema",
  431: "large_head",
  503: "full",
};

/** All reasons: by status; while the server shuts down; by the business rules; any other. */
export const reasons = [...Object.values(byStatus), "shutdown", "rules", "other"];

/** Why an answer ended before its handler did, in the words of `signal.reason`. */
export const causes = ["aborted", "stalled", "timeout", "shutdown"] satisfies Outcome[];

/** The reason of a request that is refused; `undefined` where it is not. */
export function reasonOf({ status }: Exchange, outcome: Outcome, { draining }: Runtime): string | undefined {
  if (outcome === "invalid") return "rules";
  if (outcome !== "rejected") return undefined;
  return status === 503 && draining ? "shutdown" : (byStatus[status] ?? "other");
}

export const causeOf = (outcome: Outcome) => causes.find((cause) => cause === outcome);

/** "2xx" and so on; "none" where the client left before there was one. */
export const statusOf = ({ status }: Exchange) =>
  status >= 200 && status < 600 ? `${Math.floor(status / 100)}xx` : "none";

/** The path of a route that answers conversations, as it is configured; "other" for all else. */
export function routeOf({ routePath }: Exchange, runtime: Runtime): string {
  const route = runtime.routeAt(routePath);
  return route?.judgesBody ? route.path : "other";
}
