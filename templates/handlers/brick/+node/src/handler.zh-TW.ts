import { checkAddresses } from "./bricks/addresses.ts";
import { pipeline, type Step } from "./bricks/pipeline.ts";
import { guard, intention, llm, rectify, retrieval, translate } from "./bricks/steps.ts";
import type { Handler } from "./llmbrick/types.ts";

checkAddresses();

/**
 * 從問題到回答的路：一行一個步驟，依順序執行。每個步驟詢問自己變數裡那個位址的 brick，例如
 * `BRICK_GUARD=127.0.0.1:50051`；沒有設定位址的步驟就略過。
 */
const steps: Step[] = [
  guard(), // 遇到攻擊，回答就到此為止
  rectify(),
  translate({ to: "en" }),
  intention(),
  retrieval({ maxResults: 3 }), // 送給用戶端，也放進提示
  llm({ temperature: 0.7 }),
];

/** 用戶端離開或時間到了，`context.signal` 就會觸發：brick 也會跟著停下。 */
export const handler: Handler = (request, context) => pipeline(steps, request, context);
