import type { Start } from "../http/parts.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";

/** The routes that this project has beside those of every server. */
export const added: ((runtime: Runtime, start: Start) => Route[])[] = [];
