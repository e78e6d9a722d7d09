import { Readable } from "node:stream";
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  HTTPMethods,
  RouteHandlerMethod,
} from "fastify";
import { endpointOf, type ModuleOptions } from "./http/endpoint.ts";
import { pathBelow } from "./http/exchange.ts";
import { namedRoutes } from "./http/route.ts";
import type { Logger } from "./log/log.ts";
import { isJsonType } from "./request/body.ts";
import { describeApi } from "./routes/openapi.ts";

/**
 * The server's routes as a plugin, for an application of yours:
 * `app.register(llmbrick, { prefix: "/ai", config, handler })`. The log is Fastify's, where that is on.
 */
export const llmbrick: FastifyPluginAsync<ModuleOptions> = async (app, { prefix: _prefix, ...options }) => {
  const log = logOf(app);
  const endpoint = endpointOf({ ...log, ...options });
  const { runtime } = endpoint;
  app.addHook("preClose", () => endpoint.close());
  const answer: RouteHandlerMethod = (request, reply) => {
    const path = pathBelow(app.prefix, request.raw.url);
    // Fastify decodes a path before it looks for the route.
    if (!runtime.knows(path)) return reply.callNotFound();
    // All lines of one log call a request by one id.
    if (log) Object.assign(request.raw, { id: request.id });
    takeOver(reply, () => endpoint.handle(request.raw, reply.raw, path));
  };
  readBodies(app);

  let isNew = false;
  const add = (url: string, methods: string[], schema: object = { hide: true }) => {
    // A route of the user's wins, and so does one that is there.
    const method = methods.filter(
      (name) => !app.hasRoute({ method: name as HTTPMethods, url: app.prefix + url }),
    );
    if (method.length === 0) return;
    isNew = true;
    app.route({ method: method as HTTPMethods[], url, schema, handler: answer, ...asTheyAre });
  };
  const { paths } = await describeApi(endpoint.config);
  const all = [...runtime.routes.values()];
  const named = namedRoutes(all);
  for (const { method, path } of named) {
    const { summary, description } = paths[path]?.[method.toLowerCase()] ?? {};
    if (summary) add(path, [method], { summary, description });
    // What refuses, or leads to the route, is no part of an API's description.
    add(path, app.supportedMethods);
    if (method === "POST" && !ignoresSlashes(app)) add(`${path}/`, app.supportedMethods);
  }
  if (named.length < all.length) add("/*", app.supportedMethods);
  if (!isNew)
    throw new Error(
      `All routes of llmbrick are there already: give this one another prefix than "${app.prefix}"`,
    );
};

/** Routes of which Fastify makes no others for HEAD, and whose bodies @fastify/compress leaves alone. */
const asTheyAre = { exposeHeadRoute: false, compress: false, decompress: false } as const;

/** Whether, to Fastify, a path with a slash at its end is the same one. */
const ignoresSlashes = ({ initialConfig: { ignoreTrailingSlash, routerOptions } }: FastifyInstance) =>
  routerOptions?.ignoreTrailingSlash ?? ignoreTrailingSlash ?? false;

/** Keeps bodies for our own reader: Fastify's parsers, their limits and their errors are not for what is ours. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  // Fastify itself refuses what is no type, before the application's later hooks.
  app.addHook("preParsing", async (request) => {
    if (!isJsonType(request.headers["content-type"] ?? ""))
      request.headers = { "content-type": "application/octet-stream" };
  });
}

/** Has an answer written by us, event by event, and not by Fastify from a payload. Its hooks run before. */
export function takeOver(reply: FastifyReply, answer: () => void): void {
  const nothing = new Readable({
    read() {
      this.push(null);
    },
  });
  nothing.pipe = (response) => {
    reply.hijack();
    nothing.resume();
    answer();
    return response;
  };
  reply.send(nothing);
}

/** Fastify's own log as ours, where it is on: one that is off has no level. */
function logOf({ log }: FastifyInstance): { log: Logger } | undefined {
  if (log.level === undefined) return undefined;
  const at =
    (level: "info" | "warn" | "error") =>
    (...fields: object[]) =>
      log[level](Object.assign({}, ...fields));
  return { log: { info: at("info"), warn: at("warn"), error: at("error"), flush() {} } };
}
