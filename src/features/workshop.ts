import { feature } from "./feature.ts";

export const workshop = feature({
  name: "workshop",
  platforms: ["node", "python"],
  words: {
    en: "workshop (twelve lessons on streaming for a class, offline: a folder, no packages for Node)",
    "zh-TW": "workshop（十二堂串流實作課，可離線上課：一個資料夾，Node 不需套件）",
  },
});
