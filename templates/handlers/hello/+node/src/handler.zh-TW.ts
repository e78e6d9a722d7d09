import type { Handler } from "./llmbrick/types.ts";

/**
 * 回覆一個請求。每次 `yield` 的事件都會立刻送到用戶端。
 *
 * `request` 裡有模型和訊息，都已依 `config.ts` 檢查過。
 * 用戶端離線或時間到了，`signal` 就會觸發：請把它交給 `fetch` 或模型的 SDK，讓它們也一起停下來。
 */
export const handler: Handler = async function* (_request, _context) {
  yield { id: "msg-1", type: "text", text: "Hello World", progress: "IN_PROGRESS" };
  yield { id: "msg-2", type: "done", progress: "DONE" };
};
