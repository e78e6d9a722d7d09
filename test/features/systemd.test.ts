import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { optionTable } from "../../src/options/table.ts";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectLayers();
const project = (changes: Parameters<typeof options>[0]) =>
  plan(options({ features: ["systemd"], name: "my-server", ...changes }), layers).files;

const unitOf = (changes: Parameters<typeof options>[0]) =>
  project(changes).get("deploy/server.service") ?? "";

/** The values of a directive of the unit. */
const valuesOf = (unit: string, name: string) =>
  Array.from(unit.matchAll(new RegExp(`^${name}=(.*)$`, "gm")), ([, value]) => value);

const kinds = [
  ["node", "ts", "/usr/bin/node dist/index.js", "NODE_ENV=production"],
  ["fastify", "js", "/usr/bin/node src/index.js", "NODE_ENV=production"],
  ["llmbrick", "ts", "/srv/my-server/.venv/bin/python server.py", "LLMBRICK_DEBUG_MODE=false"],
] as const;

describe.each(kinds)("%s, %s", (framework, language, exec, variable) => {
  test("the interpreter itself is started, in production, by its whole path", () => {
    const unit = unitOf({ framework, language });
    expect(valuesOf(unit, "ExecStart")).toEqual([exec]);
    expect(valuesOf(unit, "Environment")).toEqual([variable]);
    expect(valuesOf(unit, "WorkingDirectory")).toEqual(["/srv/my-server"]);
    const files = project({ framework, language });
    const started = exec.split(" ")[1]?.replace(/^dist\/(.*)\.js$/, "src/$1.ts") ?? "";
    expect([...files.keys()]).toContain(started);
  });

  test.each(optionTable.lang.choices)("the README tells how to install it: %s", (lang) => {
    const readme = project({ framework, language, lang, name: "@me/odd~name" }).get("README.md") ?? "";
    expect(readme).toContain("sudo cp deploy/server.service /etc/systemd/system/me-odd-name.service");
    for (const word of [".env", "/srv/me-odd-name", "llmbrick", "TimeoutStopSec"])
      expect(readme).toContain(word);
    expect(readme.includes("run build\nsudo useradd")).toBe(framework === "node");
    expect(readme.includes("pip install /srv/me-odd-name")).toBe(framework === "llmbrick");
  });

  test("says the same in both languages, but for comments", () => {
    const rules = (lang: "en" | "zh-TW") => unitOf({ framework, language, lang }).replace(/^#.*$/gm, "#");
    expect(rules("zh-TW")).toBe(rules("en"));
  });
});

test("a server may take longer to stop than its streams have to finish", async () => {
  const { config } = resolveConfig({}, {});
  const seconds = Number(valuesOf(unitOf({}), "TimeoutStopSec")[0]);
  expect(seconds).toBeGreaterThan(config.shutdownGrace);
  const settings = await readFile(
    new URL("../../templates/python/hardening/settings.py", import.meta.url),
    "utf8",
  );
  const [, grace = ""] = /"shutdown_grace": \(seconds\(0\), (\d+)\)/.exec(settings) ?? [];
  expect(seconds).toBeGreaterThan(Number(grace) + 1);
  expect(Number(grace)).toBe(config.shutdownGrace);
});

test("a port below 1024 is allowed where it was chosen, and nowhere else", () => {
  for (const name of ["CapabilityBoundingSet", "AmbientCapabilities"]) {
    expect(valuesOf(unitOf({ port: 443 }), name)).toEqual(["CAP_NET_BIND_SERVICE"]);
    expect(valuesOf(unitOf({ port: 1024 }), name)).toEqual([""]);
  }
});

test("without it, a project has no trace of it", () => {
  for (const framework of optionTable.framework.choices) {
    const { files } = plan(options({ framework }), layers);
    expect([...files.keys()].filter((path) => path.startsWith("deploy"))).toEqual([]);
    expect(files.get("README.md")).not.toContain("server.service");
  }
});
