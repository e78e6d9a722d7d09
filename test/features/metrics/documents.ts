import { load } from "js-yaml";
import { collectLayers } from "../../../build/layers.ts";
import type { Options } from "../../../src/options/table.ts";
import { options } from "../../support/options.ts";
import { plan } from "../../support/plan.ts";

interface Dashboard {
  panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
}

interface Rules {
  groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
}

const layers = await collectLayers();

/** What a project with the feature has for Prometheus and Grafana. */
export function documents(lang: Options["lang"] = "en") {
  const { files } = plan(options({ features: ["metrics"], lang }), layers);
  const alerts = files.get("deploy/alerts.yaml") ?? "";
  const dashboard: Dashboard = JSON.parse(files.get("deploy/grafana-dashboard.json") ?? "");
  const rules = (load(alerts) as Rules).groups.flatMap((group) => group.rules);
  return { files, alerts, dashboard, rules };
}

/** The expressions of a dashboard, as they are once Grafana has filled in its variables. */
export const expressionsOf = ({ panels }: Dashboard): string[] =>
  panels
    .flatMap(({ targets }) => targets.map(({ expr }) => expr))
    .map((expr) => expr.replaceAll("$__rate_interval", "5m").replaceAll("$job", ".+"));

/** A project without it. */
export const bare = () => plan(options(), layers).files;

/** The figures that an expression is about. */
export const namesIn = (text: string) =>
  Array.from(text.matchAll(/\b(?:llmbrick_sse|process)_\w+/g), ([name]) => name);
