import type { Framework } from "../options/table.ts";
import { node } from "./node.ts";
import type { Platform } from "./platform.ts";
import { python } from "./python.ts";

/** Each framework's platform. */
const platforms: Readonly<Record<Framework, Platform>> = {
  node,
  express: node,
  fastify: node,
  hono: node,
  koa: node,
  nest: node,
  llmbrick: python,
};

export const platformOf = (framework: Framework): Platform => platforms[framework];
