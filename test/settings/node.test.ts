import { expect, test } from "vitest";
import { type ResolvedConfig, resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { parseEnvFile } from "../../templates/core/src/llmbrick/config/env-file.ts";
import { oddFiles, oddValues, settingOf } from "./odd-lines.ts";

test.each(oddFiles)("a server on Node reads the .env file %j", (text, variables, strangeLines = []) => {
  const file = parseEnvFile(text);
  expect(new Map(file.variables)).toEqual(new Map(Object.entries(variables)));
  expect(file.strangeLines.map(({ number }) => number)).toEqual(strangeLines);
});

test.each(oddValues)("a server on Node takes %s=%j", (variable, text, value) => {
  const { config, faults } = resolveConfig({}, { [variable]: text });
  expect(faults).toHaveLength(value === undefined ? 1 : 0);
  if (value !== undefined) expect(config[settingOf(variable) as keyof ResolvedConfig]).toEqual(value);
});
