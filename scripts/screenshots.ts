import { mkdir, stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { Handler } from "../templates/core/src/llmbrick/types.ts";
import { findChromium } from "../test/support/find-program.ts";
import { launchChromium } from "./chromium-launch.ts";
import { createPageProject } from "./page-project.ts";
import { shootLessons } from "./screenshots/lessons.ts";

// npm run screenshots: the test page as the README shows it, from a server that answers like a model; then a lesson:
// its runner, the page beside it, and the certificate.

const folder = fileURLToPath(new URL("../docs/screenshots", import.meta.url));

const laptop = { width: 1280, height: 800 };
const shots: Record<string, BrowserContextOptions> = {
  light: { viewport: laptop, colorScheme: "light" },
  dark: { viewport: laptop, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light", deviceScaleFactor: 2 },
  "zh-TW": { viewport: laptop, colorScheme: "light", locale: "zh-TW" },
};

const answers: Record<string, string> = {
  en: `A stream is an answer that you read while it is still being written.

The first words arrive after a few milliseconds. The rest follows at the pace of the model, piece by piece, and each piece is one frame:

  1. The client sends one request.
  2. The handler yields an event for each piece of text.
  3. The server writes it at once, and the page shows it below.

When you press Stop, the handler's signal fires and the model stops as well.`,
  zh: `串流，就是一邊產生、一邊閱讀的回覆。

開頭的文字在幾毫秒內就會到達，其餘的依模型的速度一段一段送來，每一段就是一個訊框：

  1. 用戶端送出一個請求。
  2. handler 為每一段文字 yield 一個事件。
  3. 伺服器立刻寫出，頁面馬上顯示。

按下「停止」時，handler 的 signal 會觸發，模型也跟著停下來。`,
};

/** Writes its answer in small pieces and pauses once to think, for long enough to need a keep-alive. */
const handler: Handler = async function* ({ model, sourceLanguage }) {
  const pieces =
    answers[sourceLanguage?.startsWith("zh") ? "zh" : "en"]?.match(
      /\s*(?:\p{Script=Han}{1,3}|\S+?(?=\p{Script=Han}|\s|$))/gu,
    ) ?? [];
  for (const [index, text] of pieces.entries()) {
    await setTimeout(index === 24 ? 700 : 12 + ((index * 37) % 40));
    yield { id: `msg-${index + 1}`, type: "text", model, text, progress: "IN_PROGRESS" };
  }
  yield { id: "done", type: "done", model, progress: "DONE", metadata: { pieces: pieces.length } };
};

const executablePath = findChromium();
if (!executablePath) throw new Error("No Chromium was found: install one, or set CHROMIUM_PATH");

const { SSEServer, remove } = await createPageProject();
const server = new SSEServer({
  handler,
  config: { port: 0, enableTestPage: true, enableRequestLogging: false, heartbeatInterval: 0.3 },
  env: {},
});
const browser = await launchChromium(executablePath);
try {
  const url = await server.listen();
  await mkdir(folder, { recursive: true });
  for (const [name, options] of Object.entries(shots)) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(url);
    await shoot(page, `${folder}/${name}.png`, name);
    await context.close();
  }
} finally {
  await server.close();
  await remove();
}
try {
  for (const path of await shootLessons(browser, folder))
    console.log(`${path}: ${(await stat(path)).size} bytes`);
} finally {
  await browser.close();
}

async function shoot(page: Page, path: string, name: string): Promise<void> {
  await page.locator("main:not([inert])").waitFor();
  await page.locator("#messages textarea").fill(name === "zh-TW" ? "什麼是串流？" : "What is a stream?");
  await page.locator("#send").click();
  await page.locator("#stop[aria-disabled=true]").waitFor();
  if (name === "phone") await page.locator("#response").scrollIntoViewIfNeeded();
  else await page.locator("#rows > *").nth(4).click();
  await page.locator("#answer").evaluate((answer) => answer.scrollTo(0, 0));
  await page.screenshot({ path });
  console.log(`${path}: ${(await stat(path)).size} bytes`);
}
