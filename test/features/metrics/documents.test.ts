import { expect, test } from "vitest";
import { optionTable } from "../../../src/options/table.ts";
import { ask } from "../../support/http.ts";
import { start } from "../../support/llmbrick-server.ts";
import { bare, documents, expressionsOf, namesIn } from "./documents.ts";
import { seriesIn, withMetrics } from "./server.ts";

/** The names that the figures of a server have, with the labels of each. */
async function toldNames(): Promise<Map<string, Set<string>>> {
  withMetrics();
  const { url } = await start();
  await ask(url);
  const names = new Map<string, Set<string>>();
  for (const series of seriesIn((await ask(url, { method: "GET", path: "/metrics" })).text).keys()) {
    const [, name = "", labels = ""] = /^(\w+)(?:{(.*)})?$/.exec(series) ?? [];
    names.set(name, new Set(Array.from(labels.matchAll(/(\w+)="/g), ([, label = ""]) => label)));
  }
  return names;
}

/** What Prometheus adds by itself. */
const addedLabels = ["job", "instance"];

test.each(optionTable.lang.choices)(
  "each expression is about figures and labels that exist: %s",
  async (lang) => {
    const { dashboard, rules } = documents(lang);
    const told = await toldNames();
    for (const expr of [...expressionsOf(dashboard), ...rules.map((rule) => rule.expr)]) {
      const names = namesIn(expr);
      expect(names).not.toEqual([]);
      for (const name of names) expect([...told.keys()]).toContain(name);
      const known = [...addedLabels, ...names.flatMap((name) => [...(told.get(name) ?? [])])];
      const matched = Array.from(expr.matchAll(/(\w+)(?:=~?|!=)"/g), ([, label]) => label);
      const grouped = Array.from(expr.matchAll(/by \(([^)]*)\)/g), ([, labels = ""]) => labels.split(", "));
      for (const label of [...matched, ...grouped.flat()]) expect(known).toContain(label);
    }
  },
);

test("the dashboard shows every figure of the server, and the README names it", async () => {
  const { dashboard, files } = documents();
  const own = [...(await toldNames()).keys()].filter((name) => name.startsWith("llmbrick_sse_"));
  const figures = [...new Set(own.map((name) => name.replace(/_(bucket|sum|count)$/, "")))];
  const shown = namesIn(expressionsOf(dashboard).join()).map((name) => name.replace(/_bucket$/, ""));
  expect([...new Set(shown)].filter((name) => name.startsWith("llmbrick")).sort()).toEqual(figures.sort());
  for (const name of figures) expect(files.get("README.md")).toContain(`\`${name}\``);
});

test("both languages say the same of the same", () => {
  const [english, chinese] = [documents("en"), documents("zh-TW")];
  expect(expressionsOf(chinese.dashboard)).toEqual(expressionsOf(english.dashboard));
  expect(chinese.rules.map(({ alert, expr }) => [alert, expr])).toEqual(
    english.rules.map(({ alert, expr }) => [alert, expr]),
  );
  expect(english.rules).toHaveLength(4);
  const words = [
    ...chinese.dashboard.panels.map(({ title }) => title),
    ...chinese.rules.flatMap(({ annotations }) => Object.values(annotations)),
  ];
  for (const word of words) expect(word).toMatch(/[\u4e00-\u9fff]/);
});

test("a project without the feature knows nothing of it", () => {
  const { files } = documents();
  expect([...files.keys()].filter((path) => /metrics|added|deploy/.test(path))).toEqual([
    "deploy/alerts.yaml",
    "deploy/grafana-dashboard.json",
    "src/llmbrick/metrics/counting.ts",
    "src/llmbrick/metrics/durations.ts",
    "src/llmbrick/metrics/figures.ts",
    "src/llmbrick/metrics/labels.ts",
    "src/llmbrick/metrics/routes.ts",
    "src/llmbrick/routes/added.ts",
    "test/metrics.test.ts",
  ]);
  for (const text of bare().values()) expect(text).not.toMatch(/prom-client|METRICS_TOKEN|\/metrics\b/i);
});
