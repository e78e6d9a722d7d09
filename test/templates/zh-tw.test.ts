import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { collectSources, withParsedTemplates } from "../../build/layers.ts";
import { type Lang, optionTable } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

const layers = await collectSources();
const parsed = withParsedTemplates(layers);

/** How comments are written in code that has twins. */
const commentOf: Record<string, RegExp> = {
  ts: /^ *\/\*\*.*?\*\/\n| \/\/ .*?$/gms,
  py: /^ *""".*?"""\n|^ *# .*?\n/gms,
};

/** Each layer with its Chinese files, by the names of the English ones. */
const editions = Object.entries(layers).flatMap(([layer, files]) => {
  const chinese = Object.entries(files).filter(([path]) => path.includes(".zh-TW."));
  if (chinese.length === 0 || layer.endsWith(".js")) return [];
  const twins = chinese.map(([path, text]): [string, string] => [path.replace(".zh-TW", ""), text]);
  return [{ layer, english: files, chinese: Object.fromEntries(twins) }];
});

type Edition = (typeof editions)[number];

/** The same file in both languages. */
function pair(edition: Edition, path: string): { english: string; chinese: string } {
  const [english, chinese] = [edition.english[path], edition.chinese[path]];
  if (english === undefined || chinese === undefined)
    throw new Error(`${path} is not there in both languages`);
  return { english, chinese };
}

/** What the server says to whoever starts it. */
const isWords = (path: string) => /\bwords\.(ts|py)$/.test(path);

/** What a README has beside its prose. */
function skeleton(markdown: string) {
  const tokens = new MarkdownIt().parse(markdown, {});
  const inline = tokens.flatMap((token) => token.children ?? []);
  return {
    // Rows of tables, items of lists and headings by their level, one after the other.
    structure: tokens.filter((token) => token.type !== "inline").map((token) => token.type + token.tag),
    codeBlocks: tokens
      .filter((token) => token.type === "fence")
      .map((token) => ({ language: token.info, code: token.content.replace(anyComment, "") })),
    codeSpans: new Set(inline.filter((token) => token.type === "code_inline").map((token) => token.content)),
    // The Chinese edition of a page is that page.
    links: inline.flatMap((token) => token.attrGet("href")?.replace("/zh-tw/", "/") ?? []),
  };
}

/** In any language of a README's code blocks. */
const anyComment = /^ *(?:\/\/|#) .*?\n| (?:\/\/|#) .*?$/gm;

/** What people read first, and what they fill in. */
const isProse = (path: string) => /^(README|\.env)\b/.test(path);

test("every page and every section has a Chinese twin", () => {
  const english = Object.entries(layers).flatMap(([layer, files]) =>
    Object.keys(files)
      .filter((path) => isProse(path) && !path.includes(".zh-TW.") && !layer.endsWith(".js"))
      .map((path) => [layer, path, layers[layer]?.[path.replace(/(\/[^/.]+)\./, "$1.zh-TW.")]] as const),
  );
  expect(english.length).toBeGreaterThan(20);
  expect(english.filter(([, , twin]) => twin === undefined)).toEqual([]);
});

describe.each(editions)("the Chinese files of $layer", (edition) => {
  const files = Object.keys(edition.chinese);
  const code = files.filter((path) => /\.(ts|py)(\.hbs)?$/.test(path) && !isWords(path));

  test("have an English twin each", () => {
    expect(Object.keys(edition.english)).toEqual(expect.arrayContaining(files));
    expect(files).not.toEqual([]);
  });

  test.each(code)("differ in %s in comments alone", (path) => {
    const { english, chinese } = pair(edition, path);
    const comment = commentOf[/\.(ts|py)\b/.exec(path)?.[1] ?? ""] ?? /$^/g;
    const comments = chinese.match(comment) ?? [];
    expect(chinese.replace(comment, "")).toBe(english.replace(comment, ""));
    expect(comments).toHaveLength(english.match(comment)?.length ?? 0);
    for (const comment of comments) expect(comment).toMatch(/\p{Script=Han}|LLMBRICK_/u);
  });

  test.each(files.filter(isWords))("say all of %s, with the same values in it", (path) => {
    const { english, chinese } = pair(edition, path);
    const names = (text: string) => text.match(/^ *(?:def )?\w+(?=: | = |\()/gm);
    const values = (text: string) =>
      Array.from(text.matchAll(/^ *(?:def )?(\w+)\b|[{]([\w.]+)|LLMBRICK_\w+/gm), (match) => match[2] ?? "")
        .filter(Boolean)
        .sort();
    expect(names(chinese)).toEqual(names(english));
    expect(values(chinese)).toEqual(values(english));
    expect(chinese).toMatch(/\p{Script=Han}/u);
  });

  test.each(files.filter((path) => path.startsWith(".env")))("have the same variables in %s", (path) => {
    const variables = (text: string) => text.match(/^(# )?LLMBRICK_.*$/gm);
    const { english, chinese } = pair(edition, path);
    expect(variables(chinese)).toEqual(variables(english));
  });

  test.each(files.filter((path) => path.startsWith("README")))("have the same values in %s", (path) => {
    const { english, chinese } = pair(edition, path);
    expect(chinese.match(/{{.*?}}/g)).toEqual(english.match(/{{.*?}}/g));
  });
});

describe.each(optionTable.framework.choices)("the README of a %s project", (framework) => {
  test.each(optionTable.language.choices)("has the same parts in both languages: %s", (language) => {
    const readmeIn = (lang: Lang) =>
      plan(options({ framework, language, lang }), parsed).files.get("README.md") ?? "";
    expect(skeleton(readmeIn("zh-TW"))).toEqual(skeleton(readmeIn("en")));
  });
});
