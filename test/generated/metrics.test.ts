import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { documents, expressionsOf } from "../features/metrics/documents.ts";
import { withMetrics } from "../features/metrics/server.ts";
import { ask } from "../support/http.ts";
import { start } from "../support/llmbrick-server.ts";
import { lacks } from "../support/needed-programs.ts";
import { testFolder } from "../support/test-folder.ts";

/** What Prometheus' own checker says of rules. */
async function checkRules(text: string) {
  const file = join(await testFolder(), "rules.yaml");
  await writeFile(file, text);
  return execa("promtool", ["check", "rules", file], { reject: false, all: true });
}

test.skipIf(lacks("promtool")).each(["en", "zh-TW"] as const)(
  "Prometheus takes the four rules, and would not take a faulty one: %s",
  async (lang) => {
    const { alerts } = documents(lang);
    expect(await checkRules(alerts)).toMatchObject({ exitCode: 0, all: expect.stringContaining("4 rules") });
    expect((await checkRules(alerts.replace("sum by (", "sum by by ("))).exitCode).not.toBe(0);
  },
);

test.skipIf(lacks("promtool"))("Prometheus takes each expression of the dashboard", async () => {
  const rules = expressionsOf(documents().dashboard).map((expr, index) => ({
    record: `panel:${index}`,
    expr,
  }));
  const { exitCode, all } = await checkRules(JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
  expect([exitCode, all]).toEqual([0, expect.stringContaining(`${rules.length} rules`)]);
});

test.skipIf(lacks("promtool"))("Prometheus reads the figures, and finds nothing to say of ours", async () => {
  withMetrics();
  const { url } = await start();
  await ask(url);
  const { text } = await ask(url, { method: "GET", path: "/metrics" });
  const { exitCode, all } = await execa("promtool", ["check", "metrics"], {
    input: text,
    reject: false,
    all: true,
  });
  expect(exitCode).not.toBe(1);
  expect(all.split("\n").filter((line) => /llmbrick|error/.test(line))).toEqual([]);
});
