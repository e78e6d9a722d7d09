import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { answered, describeInChromium, open } from "./page.ts";

const root = new URL("../../templates/page/public/", import.meta.url);
const read = (name: string) => readFile(new URL(name, root), "utf8");

describeInChromium(
  "the page of a Chinese project",
  () => {
    test("begins in Chinese, whatever the browser speaks; the switch wins and is kept", async () => {
      const { page } = await open({ context: { locale: "en-US" } });
      expect(await page.locator("html").getAttribute("lang")).toBe("zh-TW");
      await page.locator("#language").selectOption("en");
      await page.reload();
      await page.locator("main:not([inert])").waitFor();
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
    });

    test("tells faults in Chinese, and in the other language when it is switched", async () => {
      const { page } = await open({
        async *handler() {
          yield { id: "1", type: "text", text: "half", progress: "IN_PROGRESS" };
        },
      });
      await page.locator("#send").click();
      await answered(page);
      expect(await page.locator("#outcome").innerText()).toBe("結束時沒有收到 DONE");
      await page.locator("#language").selectOption("en");
      await expect.poll(() => page.locator("#outcome").innerText()).toBe("Ended without DONE");
      expect(await page.locator("#run option").innerText()).toContain("Ended without DONE");
    });
  },
  { lang: "zh-TW" },
);

test("the Chinese of the page has one word for one thing, and no space beside full-width punctuation", async () => {
  const module = "../../templates/page/public/page/zh-TW.js";
  const { zhTW }: { zhTW: Record<string, string> } = await import(module);
  for (const [english, chinese] of Object.entries(zhTW)) {
    expect(chinese, english).not.toMatch(
      /[，。；：？！、（）「」] | [，。；：？！、（）「」]|[幀帧]|字符|處理器|進程|日誌/u,
    );
  }
});

/** What servers call that which ends a stream. The page shows it in words of its own language. */
async function faultTitles(): Promise<string[]> {
  const folder = new URL("../../templates/core/src/llmbrick/", import.meta.url);
  const files = ["errors.ts", "stream/failure.ts", "stream/stream.ts"];
  const code = await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")));
  const lines = code.flatMap((text) => text.match(/^.*\berror(?: =|:) .*"[A-Z].*$/gm) ?? []);
  const titles = lines.flatMap((line) =>
    Array.from(line.matchAll(/"([A-Z][\w ]+)"/g), ([, title = ""]) => title),
  );
  expect(titles).toContain("Handler exception");
  return titles;
}

test("every text of the page has its translation, and no translation is left over", async () => {
  const html = await read("index.html");
  const scripts = (await readdir(new URL("page/", root), { withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js") && entry.name !== "zh-TW.js")
    .map(({ name }) => name);
  const examples = "../../../providers/public/page/examples.js";
  const paths = [examples, ...scripts].map((name) => `page/${name}`);
  const code = (await Promise.all(paths.map(read))).join("\n");
  const module = "../../templates/page/public/page/zh-TW.js";
  const { zhTW }: { zhTW: Record<string, string> } = await import(module);

  const all = (text: string, pattern: RegExp) =>
    Array.from(text.matchAll(pattern), (match) => match[1]?.trim() ?? "");
  const inHtml = [
    ...all(html, /aria-label="([^"]+)"/g),
    ...all(html, /data-name="([^"]+)"/g),
    ...all(html.replaceAll(/<template[\s\S]*?<\/template>|<[^>]*>/g, "\0"), /([^\0]*[A-Za-z]{2}[^\0]*)/g),
  ];
  // The words that stay as they are in every language.
  const untranslated = [
    "LLMBrick",
    "English",
    "繁體中文",
    "JSON",
    "Markdown",
    "openapi.json",
    "healthz",
    "readyz",
    "Ctrl Enter",
    "Esc",
    "Alt ↑ ↓",
  ];
  const needed = new Set(
    [...inHtml, ...(await faultTitles())].filter((text) => !untranslated.includes(text)),
  );
  expect([...needed].filter((text) => !zhTW[text])).toEqual([]);
  expect(all(code, /\bt\(\s*"((?:[^"\\]|\\.)*)"/g).filter((text) => !zhTW[text])).toEqual([]);
  expect(Object.keys(zhTW).filter((text) => !needed.has(text) && !code.includes(text))).toEqual([]);

  const values = (text: string) => all(text, /(\{\d\})/g).sort();
  for (const [english, chinese] of Object.entries(zhTW))
    expect(values(chinese), english).toEqual(values(english));
});
