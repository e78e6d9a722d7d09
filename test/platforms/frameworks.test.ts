import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameworkNames, frameworks } from "../../src/platforms/frameworks.ts";
import { platformOf } from "../../src/platforms/index.ts";
import { options } from "../support/options.ts";

test.each(frameworks)("the layers of $name are folders", ({ name, platform }) => {
  const found = platformOf(name);
  expect(found.name).toBe(platform);
  const layers = found.layers(options({ framework: name }));
  expect(layers.filter((layer) => !existsSync(`templates/${layer}`))).toEqual([]);
});

// A framework is a record and a folder: who adds one touches nothing else.
test("the program compares nothing with a framework's name", () => {
  const comparison = new RegExp(`[!=]== "(?:${frameworkNames.join("|")})"`);
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  expect(sources.filter((path) => comparison.test(readFileSync(join("src", path), "utf8")))).toEqual([]);
});
