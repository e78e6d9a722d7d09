import { feature } from "./feature.ts";

export const docker = feature({
  name: "docker",
  platforms: ["node", "python"],
  words: {
    en: "Docker (an image without root rights: two files, no packages)",
    "zh-TW": "Docker（不需 root 權限的映像檔：兩個檔案，不需套件）",
  },
});
