import { feature } from "./feature.ts";

export const resume = feature({
  name: "resume",
  platforms: ["node"],
  outlivesConnections: true,
  secrets: ["REDIS_PASSWORD"],
  // So long a handler would wait for its client to come back.
  verifiedWith: { RESUME_WINDOW: "0" },
  hasPackages: true,
  words: {
    en: "Answers that survive a lost connection (in memory, or in Redis for several servers: one folder, one package)",
    "zh-TW": "斷線後可以接續的回答（存在記憶體，或用 Redis 供多個伺服器共用：一個資料夾，一個套件）",
  },
});
