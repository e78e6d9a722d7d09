import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Handler } from "./llmbrick/types.ts";
import { script } from "./mock.ts";

/**
 * 模擬一個模型：同樣的請求得到同樣的回覆，速度也一樣。`MOCK_SPEED=0` 完全不等待。最後一則訊息可以指定故障，
 * 例如 `/fault cut`。
 *
 * 用戶端離線或時間到了，`signal` 就會觸發。
 */
export const handler: Handler = async function* (request, { signal }) {
  const speed = Number(process.env.MOCK_SPEED || 1);
  for (const { wait, event, failure } of script(request)) {
    if (wait === "forever" && !signal.aborted) await once(signal, "abort");
    else if (speed > 0) await sleep(Number(wait) / speed, undefined, { signal });
    signal.throwIfAborted();
    if (failure) throw failure;
    if (event) yield event;
  }
};
