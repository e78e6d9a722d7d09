import { feature } from "./feature.ts";

export const telemetry = feature({
  name: "telemetry",
  platforms: ["node", "python"],
  hasPackages: true,
  words: {
    en: "a trace of each answer, by OpenTelemetry (one folder; 5 packages on Node, 2 in Python)",
    "zh-TW": "每則回覆的追蹤紀錄，採用 OpenTelemetry（一個資料夾；Node 5 個套件，Python 2 個）",
  },
});
