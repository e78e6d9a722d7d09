import { feature } from "./feature.ts";

export const metrics = feature({
  name: "metrics",
  platforms: ["node", "python"],
  rootRoutes: ["/metrics"],
  secrets: ["METRICS_TOKEN"],
  hasPackages: true,
  words: {
    en: "Prometheus metrics (with a Grafana dashboard and alert rules: one folder, one package)",
    "zh-TW": "Prometheus 指標（附 Grafana 儀表板與告警規則：一個資料夾，一個套件）",
  },
});
