import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { latest, mergeJson } from "../../src/plan/merge-json.ts";
import { resolveConfig, type SSEServerConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { openApi } from "../../templates/core/src/llmbrick/routes/openapi.ts";
import { readEventStream } from "./event-stream.ts";
import type { Answer } from "./http.ts";

const read = (layer: string) =>
  readFileSync(new URL(`../../templates/${layer}/public/openapi.json`, import.meta.url), "utf8");
const template = read("core");

interface Content {
  schema: object;
  example?: unknown;
  examples?: Record<string, { value: string }>;
}

interface Described {
  headers?: Record<string, { schema: object }>;
  content?: Record<string, Content>;
}

interface Operation {
  security?: unknown;
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Described>;
}

/** The parts of an OpenAPI document that tests look at. */
export interface Document {
  openapi: string;
  paths: Record<string, { get?: Operation; post?: Operation; delete?: Operation }>;
  components: { schemas: Record<string, object>; securitySchemes?: unknown };
}

export function document(config: SSEServerConfig = {}, env: Record<string, string> = {}): Document {
  return openApi(template, resolveConfig(config, env).config) as object as Document;
}

/** The document of a project with features that have routes. */
export function documentWith(
  features: string[],
  config: SSEServerConfig = {},
  env: Record<string, string> = {},
): Document {
  const merged = mergeJson([template, ...features.map((name) => read(`features/${name}`))], latest);
  return openApi(merged, resolveConfig(config, env).config) as object as Document;
}

/** Checks values against the schema at a place of the document, such as ["components", "schemas", "Message"]. */
export function validatorAt(api: Document, place: string[]): ValidateFunction {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(api, "api");
  const pointer = place.map((key) => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1")));
  return ajv.compile({ $ref: `api#/${pointer.join("/")}` });
}

export function expectToMeet(api: Document, place: string[], value: unknown): void {
  const validate = validatorAt(api, place);
  validate(value);
  expect(validate.errors, JSON.stringify(value)).toBe(null);
}

/** Expects each frame of a stream to hold what the document says of its kind. */
export function expectFramesAsDescribed(api: Document, text: string): void {
  const schemas: Record<string, string> = { message: "ConversationEvent", error: "StreamError" };
  const frames = readEventStream(text);
  expect(frames).not.toEqual([]);
  for (const { event, data } of frames) {
    expectToMeet(api, ["components", "schemas", schemas[event] ?? event], JSON.parse(data));
  }
}

/** Expects an answer to be what the document says of its status: media type, body and headers. */
export function expectAsDescribed(
  api: Document,
  path: string,
  method: "get" | "post" | "delete",
  answer: Answer,
): void {
  const { status, headers, text } = answer;
  const described = api.paths[path]?.[method]?.responses[status];
  const [type = ""] = String(headers["content-type"]).split(";");
  expect(Object.keys(described?.content ?? {}), `${status} of ${path}`).toContain(type);

  const place = ["paths", path, method, "responses", String(status)];
  const body = type === "application/json" ? JSON.parse(text) : text;
  expectToMeet(api, [...place, "content", type, "schema"], body);
  for (const name of Object.keys(described?.headers ?? {})) {
    expectToMeet(api, [...place, "headers", name, "schema"], headers[name.toLowerCase()]);
  }
}
