import { feature } from "./feature.ts";

export const compose = feature({
  name: "compose",
  platforms: ["node", "python"],
  needs: ["docker"],
  hasProxy: true,
  words: {
    en: "Docker Compose (the image behind nginx, or Caddy with TLS: three files, no packages)",
    "zh-TW": "Docker Compose（映像檔前面加上 nginx，或有 TLS 的 Caddy：三個檔案，不需套件）",
  },
});
