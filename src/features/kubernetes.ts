import { feature } from "./feature.ts";

export const kubernetes = feature({
  name: "kubernetes",
  platforms: ["node", "python"],
  needs: ["docker"],
  words: {
    en: "Kubernetes (the image in a cluster, by kustomize: seven files, no packages)",
    "zh-TW": "Kubernetes（用 kustomize 在叢集執行映像檔：七個檔案，不需套件）",
  },
});
