import { en } from "../i18n/en.ts";
import { allowedValues } from "./problems.ts";
import type { OptionSpec } from "./spec.ts";
import { optionNames, specOf } from "./table.ts";

/** The JSON Schema (2020-12) of an answers document. */
export function answersSchema() {
  const properties = optionNames.map((name) => {
    const spec = specOf(name);
    const description = `${en.options[name]} (${allowedValues(name, en, "json")})`;
    return [name, { description, ...schemaOf(spec), ...defaultOf(spec) }];
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Answers for create-llmbrick-sse",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string", description: "the address of this schema" },
      generatorVersion: { type: "string", description: "the version that wrote the document" },
      ...Object.fromEntries(properties),
    },
  };
}

function schemaOf(spec: OptionSpec) {
  switch (spec.type) {
    case "choice":
      return { enum: spec.choices };
    case "integer":
      return { type: "integer", minimum: spec.min, maximum: spec.max };
    case "switch":
      return { type: "boolean" };
    case "text":
      return textSchema(spec);
    case "list":
      return { type: "array", items: textSchema(spec), minItems: 1, uniqueItems: true };
  }
}

function textSchema({ pattern, maxLength }: { pattern: string; maxLength: number }) {
  return { type: "string", pattern, maxLength };
}

function defaultOf(spec: OptionSpec) {
  return typeof spec.default === "function" ? {} : { default: spec.default };
}
