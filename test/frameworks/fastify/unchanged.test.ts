import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { expect, test } from "vitest";
import { llmbrick } from "../../../templates/fastify/src/llmbrick/server.ts";
import { options } from "../endpoint-of-one-event.ts";
import { answersTo, get, sent } from "../raw-requests.ts";
import { application, withOwnRoutes, withPlugins } from "./own-application.ts";

const requests = [
  get("GET /mine"),
  get("GET /mine", { "Accept-Encoding": "gzip" }),
  get("GET /mine", { Host: "elsewhere.example", Origin: "https://app.example" }),
  get("HEAD /mine"),
  get("OPTIONS /mine", { Origin: "https://app.example", "Access-Control-Request-Method": "GET" }),
  get("GET /ai/mine"),
  get("GET /ai"),
  get("GET /ai/nothing"),
  get("PUT /ai/mine"),
  get("GET /nothing"),
  get("GET /%zz"),
  get("GET /boom"),
  get("GET /admin"),
  get("GET /admin", { Authorization: `Basic ${btoa("me:secret")}` }),
  get("GET /admin/nothing"),
  sent("/echo", "application/json", '{"a":1}'),
  sent("/echo", "application/json", '{"a":'),
  sent("/echo", "application/json", ""),
  sent("/echo", "text/plain", "a"),
  sent("/echo", "text/csv", "a,b"),
  sent("/echo", "image/png", "a"),
  sent("/echo", "no type", "a"),
  sent("/echo", undefined, "a"),
  sent("/echo", "application/json", "x", { "Content-Encoding": "zip" }),
  sent("/short", "application/json", '{"long":"more than is allowed"}'),
];

/** What it answers to each, but for the time. */
async function answersOf(
  settings: FastifyServerOptions,
  ...parts: ((app: FastifyInstance) => unknown)[]
): Promise<string[]> {
  const app = application(settings);
  for (const part of parts) await part(app);
  await app.listen({ port: 0, host: "127.0.0.1" });
  return answersTo(requests, (app.server.address() as AddressInfo).port);
}

const grow = (app: FastifyInstance) => void app.register(llmbrick, { prefix: "/ai", ...options() });

test.each<[string, FastifyServerOptions]>([
  ["", {}],
  [
    " that ignores slashes and capitals",
    { routerOptions: { ignoreTrailingSlash: true, caseSensitive: false } },
  ],
])(
  "an application%s answers as before, byte for byte, wherever our two lines stand",
  async (_name, settings) => {
    const before = await answersOf(settings, withPlugins, withOwnRoutes);
    expect(before.every((answer) => answer.includes("HTTP/1.1 "))).toBe(true);
    expect(await answersOf(settings, withPlugins, withOwnRoutes, grow)).toEqual(before);
    expect(await answersOf(settings, withPlugins, grow, withOwnRoutes)).toEqual(before);
  },
);
