import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { lessonProject } from "../../test/lessons/project.ts";
import { PseudoTerminal } from "../../test/support/pseudo-terminal.ts";

/** The languages, and what a reader is called in each. */
const readers = { en: "Ada Lovelace", "zh-TW": "王小明" } as const;

/** Takes the first lesson in each language, and pictures of its runner, its page and the certificate. Gives their paths. */
export async function shootLessons(browser: Browser, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const [lang, name] of Object.entries(readers) as [keyof typeof readers, string][]) {
    const project = await mkdtemp(join(tmpdir(), "lessons-"));
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: lang });
    const shoot = async (what: string) => {
      const path = join(folder, `lesson-${what}.${lang}.png`);
      await page.screenshot({ path, fullPage: what === "page" });
      paths.push(path);
    };
    try {
      await take(project, { lang, name, page, shoot });
    } finally {
      await page.close();
      await rm(project, { recursive: true });
    }
  }
  return paths;
}

interface Taking {
  lang: keyof typeof readers;
  name: string;
  page: Page;
  shoot(what: "runner" | "page" | "certificate"): Promise<void>;
}

async function take(folder: string, { lang, name, page, shoot }: Taking): Promise<void> {
  const { runner, lesson, read, write, handler } = await lessonProject(folder, { lang, language: "js" });
  const env = { PATH: process.env.PATH ?? "", TERM: "xterm-256color", LLMBRICK_PORT: "0" };
  const terminal = new PseudoTerminal(runner, { cwd: folder, cols: 116, rows: 48, env });
  try {
    await terminal.until("the commands", () => /http:\/\/[\s\S]*hint/.test(terminal.text));
    await page.setContent("<pre style='font: 13px/1.25 monospace'></pre>");
    await page.locator("pre").evaluate((pre, text) => pre.append(text), await terminal.screen());
    await shoot("runner");

    await page.goto(/http:\/\/\S+/.exec(terminal.text)?.[0] ?? "");
    await page.locator("#lesson button").click();
    await page.locator("#send").click();
    await page.locator("#stop[aria-disabled=true]").waitFor();
    await shoot("page");
  } finally {
    terminal.kill("SIGINT");
    await terminal.exitCode();
  }
  await write(handler, await read("lessons/01-hello/solution.js"));
  await lesson("check");
  await lesson("report", "--name", name);
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.goto(pathToFileURL(join(folder, "lesson-report.html")).href);
  await shoot("certificate");
}
