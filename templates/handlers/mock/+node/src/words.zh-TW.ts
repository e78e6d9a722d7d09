/** 模擬的模型所說的話，使用專案的語言。 */
export const words = {
  answer: (question: string) => `## 你的問題

> ${question}

這個回覆是**模擬**的：沒有任何模型看過你的問題。它和真正的模型一樣，分成一段一段送來：

1. 稍等一下，先來第一段，
2. 接著一段接一段，
3. 最後一個事件說明用了多少 token。

\`\`\`js
console.log("Hello");
\`\`\`
`,
  toolAnswer: (results: string) => `工具的結果：${results}`,
};
