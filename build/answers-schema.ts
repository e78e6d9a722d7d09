import { FORMS } from "../src/application/application.ts";
import { en } from "../src/i18n/en.ts";
import { kindOf, type OptionSpec } from "../src/options/kinds/index.ts";
import { optionNames, specOf } from "../src/options/table.ts";
import { allowedValues } from "../src/report/option-words.ts";

/** The JSON Schema (2020-12) of an answers document. */
export function answersSchema() {
  const properties = optionNames.map((name) => {
    const spec = specOf(name);
    const description = `${en.options[name]} (${allowedValues(name, en, "json")})`;
    return [name, { description, ...kindOf(spec).schema(spec), ...defaultOf(spec) }];
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
      application: {
        type: "object",
        additionalProperties: false,
        required: ["place", "form", "main", "runner"],
        properties: {
          place: { type: "string" },
          form: { enum: FORMS },
          main: { type: "string" },
          runner: { enum: ["itself", "tsx"] },
          isUnchecked: { type: "boolean" },
          app: { type: "string", pattern: "^[\\w$]+$" },
          by: { enum: ["import", "require"] },
          isIsland: { type: "boolean" },
          manifest: { enum: ["pyproject.toml", "requirements.txt"] },
          isUv: { type: "boolean" },
        },
        description: "the application that the project is an endpoint in; not read as an option",
      },
      files: {
        type: "object",
        additionalProperties: { type: "string", pattern: "^sha256:[0-9a-f]{32}$" },
        description: "the start of each file's SHA-256 as it was made, by its path; not read as an option",
      },
    },
  };
}

function defaultOf(spec: OptionSpec) {
  return typeof spec.default === "function" ? {} : { default: spec.default };
}
