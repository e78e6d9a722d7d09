/** 用戶端會看到的訊息，以及模擬 brick 說的話，使用專案的語言。 */
export const words = {
  playing: "沒有設定任何 BRICK_… 變數：在 .env 設定之前，由本專案模擬的 brick 演出整條管線。",
  refused: "這裡不回答這個問題。",
  /** llm brick 收到的問題，附上找到的文件。 */
  prompt: (question: string, documents: { title: string; snippet: string }[]) =>
    `請依照這些文件回答：\n${documents
      .map(({ title, snippet }, index) => `[${index + 1}] ${title}：${snippet}`)
      .join("\n")}\n\n問題：${question}`,
  serving: (address: string, bricks: string) => `Brick 在 ${address}：${bricks}`,
  badListen: (value: string) => `BRICK_LISTEN 必須是 host:port，例如 127.0.0.1:50051，不能是 ${value}`,
  cantListen: (value: string) =>
    `無法在 ${value} 接受連線：它被別的程式占用、不是這台機器的位址，或是只有系統能用的連接埠。請停止那個程式，或把 BRICK_LISTEN 設成別的位址。`,
  mock: {
    attack: "它要求忽略先前的指示",
    documents: [
      { title: "Brick", snippet: "Brick 是透過 gRPC 提供的小型服務，可用任何語言撰寫，只做一件事。" },
      { title: "管線", snippet: "管線依序詢問每個 brick，從 guard 到 llm。" },
      { title: "模擬", snippet: "模擬的 brick 不需要金鑰，也不需要網路。" },
    ],
    answer: (prompt: string) =>
      `這個回答是**模擬**的：沒有模型看過你的問題。llm brick 收到的是：\n\n${prompt
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n")}\n`,
  },
};
