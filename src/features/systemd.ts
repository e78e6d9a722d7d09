import { feature } from "./feature.ts";

export const systemd = feature({
  name: "systemd",
  platforms: ["node", "python"],
  words: {
    en: "systemd (a hardened service for a Linux server: one file, no packages)",
    "zh-TW": "systemd（在 Linux 伺服器上執行的強化服務：一個檔案，不需套件）",
  },
});
