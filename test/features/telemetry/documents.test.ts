import { describe, expect, test } from "vitest";
import { collectLayers } from "../../../build/layers.ts";
import type { Options } from "../../../src/options/table.ts";
import { options } from "../../support/options.ts";
import { plan } from "../../support/plan.ts";

const layers = await collectLayers();
const filesOf = (changes: Partial<Options>) => plan(options(changes), layers).files;

describe.each(["node", "llmbrick"] as const)("%s", (framework) => {
  test("a project without the feature knows nothing of it", () => {
    for (const handler of ["hello", "openai", "ollama"] as const) {
      for (const [path, text] of filesOf({ framework, handler })) {
        expect([path, text].join("\n")).not.toMatch(/opentelemetry|OTEL_|telemetry|traceparent/i);
      }
    }
  });

  test.each(["en", "zh-TW"] as const)("the README and .env.example say how to set it up: %s", (lang) => {
    const files = filesOf({ framework, lang, features: ["telemetry"], name: "my-server" });
    const readme = files.get("README.md") ?? "";
    for (const name of [
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      "OTEL_EXPORTER_OTLP_HEADERS",
      "OTEL_SERVICE_NAME",
      "OTEL_TRACES_SAMPLER",
      "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
      "OTEL_PROPAGATORS",
      "traceparent",
      "1.41.0",
    ]) {
      expect(readme).toContain(name);
    }
    expect(files.get(".env.example")).toContain("OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318");
  });

  test.each([
    ["hello", "llmbrick"],
    ["mock", "llmbrick"],
    ["openai", "openai"],
    ["anthropic", "anthropic"],
    ["gemini", "gcp.gemini"],
    ["ollama", "ollama"],
  ] as const)("the provider of the handler %s is %s", (handler, provider) => {
    const files = filesOf({ framework, handler, features: ["telemetry"], name: "my-server" });
    const file = framework === "node" ? "src/llmbrick/telemetry/telemetry.ts" : "server.py";
    expect(files.get(file)).toMatch(new RegExp(`"my-server".*"${provider}"`));
  });
});
