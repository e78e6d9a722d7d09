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
import { textAt } from "./log/describe.ts";
import type { Logger } from "./log/log.ts";

/**
 * The server's routes as a plugin, for an application of yours:
 * `app.register(llmbrick, { prefix: "/ai", config, handler })`. The log is Fastify's, where that is on.
 */
export const llmbrick: FastifyPluginAsync<ModuleOptions> = async (app, { prefix: _prefix, ...options }) => {
  const endpoint = endpointOf({ ...logOf(app), ...options });
  app.addHook("preClose", () => endpoint.close());
  const answer: RouteHandlerMethod = (request, reply) => {
    const path = pathBelow(app.prefix, request.raw.url);
    // Fastify decodes a path before it looks for the route.
    if (!endpoint.runtime.knows(path)) return reply.callNotFound();
    takeOver(reply);
    endpoint.handle(request.raw, reply.raw, path);
  };
  readBodies(app, answer);

  const add = (url: string, methods: string[], schema = {}) => {
    // A route of the user's wins.
    const method = methods.filter(
      (name) => !app.hasRoute({ method: name as HTTPMethods, url: app.prefix + url }),
    );
    if (method.length > 0) app.route({ method: method as HTTPMethods[], url, schema, handler: answer });
  };
  const all = [...endpoint.runtime.routes.values()];
  const named = namedRoutes(all);
  for (const { method, path } of named) {
    const own = method === "GET" ? ["GET", "HEAD"] : [method];
    add(path, own);
    // Those that answer with 405, or lead to the route, are no part of an API's description.
    const hide = { hide: true };
    add(
      path,
      app.supportedMethods.filter((name) => !own.includes(name)),
      hide,
    );
    if (method === "POST" && !ignoresSlashes(app)) add(`${path}/`, app.supportedMethods, hide);
  }
  if (named.length < all.length) add("/*", app.supportedMethods);
};

/** Whether, to Fastify, a path with a slash at its end is the same one. */
const ignoresSlashes = ({ initialConfig: { ignoreTrailingSlash, routerOptions } }: FastifyInstance) =>
  routerOptions?.ignoreTrailingSlash ?? ignoreTrailingSlash ?? false;

/** Keeps bodies for our own reader: Fastify's parsers, their limits and their errors are not for what is ours. */
export function readBodies(app: FastifyInstance, answer: RouteHandlerMethod): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.setErrorHandler((error, request, reply) => {
    if (!/^FST_ERR_(CTP|ROUTE_MISSING)_/.test(textAt(error, "code") ?? "")) throw error;
    return answer.call(app, request, reply);
  });
}

/** The answer is written by us, event by event, and not by Fastify from a payload. */
export function takeOver(reply: FastifyReply): void {
  // Headers that hooks have set would stay with the reply.
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.hijack();
}

/** Fastify's own log as ours. One that is off has no level. */
function logOf({ log }: FastifyInstance): { log?: Logger } {
  if (log.level === undefined) return {};
  const at =
    (level: "info" | "warn" | "error") =>
    (...fields: object[]) =>
      log[level](Object.assign({}, ...fields));
  return { log: { info: at("info"), warn: at("warn"), error: at("error"), flush() {} } };
}
