import { readFile } from "node:fs/promises";
import type { Changelog } from "../src/io.ts";

/** The change log of each language, as people edit it. */
const SOURCES = { en: "CHANGELOG.md", "zh-TW": "CHANGELOG.zh-TW.md" } as const;

/** What is new in each version but the first, which no project comes from an earlier one to. */
export async function changelog(): Promise<Changelog> {
  const texts = Object.entries(SOURCES).map(async ([lang, name]) => {
    const text = await readFile(new URL(`../${name}`, import.meta.url), "utf8");
    return [lang, Object.fromEntries(entriesOf(text).slice(0, -1))] as const;
  });
  return Object.fromEntries(await Promise.all(texts)) as Changelog;
}

/** The versions of a change log, the newest first, each with its items. */
export function entriesOf(text: string): (readonly [version: string, items: readonly string[]])[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [, version = ""] = /^\[([^\]]+)\]/.exec(section) ?? [];
      const items = section
        .split(/^- /m)
        .slice(1)
        .map((item) =>
          item
            .replace(/^###? .*$/gm, "")
            .replace(/\s+/g, " ")
            .trim(),
        );
      return [version, items] as const;
    });
}
