import { readFile } from "node:fs/promises";
import { json } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the lessons' runner tells the test page. */
const file = new URL("../../../lessons/now.json", import.meta.url);

/** The lesson at hand, for the test page; an empty object before the first one. */
export function lessonRoutes({ config }: Runtime): Route[] {
  if (!config.enableTestPage) return [];
  const handle = async () => json(200, JSON.parse(await readFile(file, "utf8").catch(() => "{}")));
  return [{ method: "GET", path: "/page/lesson.json", handle }];
}
