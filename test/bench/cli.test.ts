import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { startNode } from "../../bench/cli/run.ts";
import { cliWorks } from "../../bench/cli/works.ts";
import { collectLayers } from "../../build/layers.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

test.each(["cli:version", "cli:help", "cli:project"])("%s times our program and Node alone", async (name) => {
  const work = cliWorks[name];
  for (const peer of ["node -e 0", "ours"]) {
    const figures = await work?.measure(peer);
    expect(figures).toEqual({ "wall time": expect.any(Number) });
    // No process starts in less.
    expect(figures?.["wall time"]).toBeGreaterThan(1);
  }
});

test("counts the files of a whole project", async () => {
  const { files } = plan(options(), await collectLayers());
  expect(await cliWorks["cli:files"]?.measure("ours")).toEqual({ files: files.size });
});

test("tells the size of the package", async () => {
  const { packed } = (await cliWorks["cli:size"]?.measure("ours")) ?? {};
  expect(packed).toBeGreaterThan(50);
});

test("a program that fails is an error, not a figure; its folder is gone", () => {
  let folder = "";
  const fail = () =>
    startNode((project) => {
      folder = project;
      return ["-e", "process.exit(3)"];
    });
  expect(fail).toThrow("node -e process.exit(3): exit code 3");
  expect([folder === "", existsSync(folder)]).toEqual([false, false]);
});

test("nothing of the caller's environment reaches a program", () => {
  process.env.NODE_EXTRA_CA_CERTS = "/dev/null";
  const names = '["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "npm_config_user_agent"]';
  const check = `process.exitCode = ${names}.filter((name) => name in process.env).length`;
  expect(() => startNode(() => ["-e", check])).not.toThrow();
});
