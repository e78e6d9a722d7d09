import { feature } from "./feature.ts";

export const githubActions = feature({
  name: "github-actions",
  platforms: ["node", "python"],
  words: {
    en: "GitHub Actions (tests each change, and the image if there is one: one file, no packages)",
    "zh-TW": "GitHub Actions（每次修改都測試，有映像檔時也測試它：一個檔案，不需套件）",
  },
});
