import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ResolvedConfig } from "../config/config.ts";
import { publicFolder } from "../folders.ts";
import { mountOf } from "../http/exchange.ts";
import { json } from "../http/reply.ts";
import type { Route } from "../http/route.ts";
import { endpointPath } from "./chat.ts";

const file = join(publicFolder, "openapi.json");

interface Operation {
  summary: string;
  description?: string;
  security?: object[];
  responses: Record<string, unknown>;
}

/** The parts of an OpenAPI document (https://spec.openapis.org/oas/v3.1.1) that depend on the server. */
interface Document {
  servers?: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { securitySchemes?: Record<string, unknown> };
}

export const openApiRoute = (config: ResolvedConfig): Route => ({
  method: "GET",
  path: "/openapi.json",
  handle: async (_request, exchange) => json(200, await describeApi(config, mountOf(exchange))),
});

/** Describes a server in the words of `public/openapi.json`. */
export const describeApi = async (config: ResolvedConfig, mount?: string) =>
  openApi(await readFile(file, "utf8"), config, mount);

/**
 * Describes a server in OpenAPI.
 * `template`: the document in JSON, with names of settings as `${maxBodyBytes}`.
 * `mount`: the path below which an application has the routes.
 */
export function openApi(template: string, config: ResolvedConfig, mount = ""): Document {
  const { allowedModels, heartbeatInterval } = config;
  const document: Document = JSON.parse(
    fill(template, {
      ...config,
      endpoint: endpointPath(config),
      firstModel: allowedModels[0],
      heartbeat:
        heartbeatInterval > 0 ? ` In silence, a comment comes every ${heartbeatInterval} seconds.` : "",
    }),
  );
  if (config.apiKeys.length === 0) leaveOutKeys(document);
  if (mount !== "") document.servers = [{ url: mount }];
  return document;
}

/** A value that is a whole string of the document keeps its type. All are filled in at once, so that none is read as a name. */
function fill(template: string, values: Record<string, unknown>): string {
  return template.replace(/"\$\{(\w+)\}"(?!:)|\$\{(\w+)\}/g, (_, whole, part) =>
    whole === undefined ? inString(values[part]) : JSON.stringify(values[whole]),
  );
}

const inString = (value: unknown) =>
  JSON.stringify(Array.isArray(value) ? value.join(", ") : String(value)).slice(1, -1);

/** Leaves out what asks for an API key. Other keys, such as those of features, stay. */
function leaveOutKeys({ paths, components }: Document): void {
  const { apiKey: _, ...others } = components.securitySchemes ?? {};
  if (Object.keys(others).length > 0) components.securitySchemes = others;
  else delete components.securitySchemes;
  for (const operation of Object.values(paths).flatMap(Object.values<Operation>)) {
    if (!operation.security?.some((keys) => "apiKey" in keys)) continue;
    delete operation.security;
    delete operation.responses["401"];
  }
}
