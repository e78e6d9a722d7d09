import { feature } from "./feature.ts";

export const openaiApi = feature({
  name: "openai-api",
  platforms: ["node", "python"],
  inApplications: true,
  routes: ["/v1/chat/completions", "/v1/models"],
  words: {
    en: "OpenAI's API (every OpenAI client talks to this server, too: one folder, no packages)",
    "zh-TW": "OpenAI 的 API（任何 OpenAI 用戶端也能使用這個伺服器：一個資料夾，不需套件）",
  },
});
