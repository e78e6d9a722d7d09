import type { Start } from "../http/parts.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";

/** What features add: routes beside those of every server, or nothing but somebody who watches. */
export const added: ((runtime: Runtime, start: Start) => Route[])[] = [];
