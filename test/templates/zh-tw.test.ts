import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { collectSources } from "../../scripts/layers.ts";

const layers = await collectSources();

/** Layers in Chinese, with those in English which they are laid over, and how comments are written there. */
const editions = [
  { chinese: "zh-TW", english: "base", comment: /^ *\/\*\*.*?\*\/\n| \/\/ .*?$/gms },
  { chinese: "llmbrick-zh-TW", english: "llmbrick", comment: /^ *""".*?"""\n|^ *# .*?\n/gms },
];

/** The same file in both languages. */
function pair(edition: (typeof editions)[number], path: string): { english: string; chinese: string } {
  const english = layers[edition.english]?.[path];
  const chinese = layers[edition.chinese]?.[path];
  if (english === undefined || chinese === undefined) throw new Error(`${path} is not in both layers`);
  return { english, chinese };
}

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
    links: inline.map((token) => token.attrGet("href")).filter(Boolean),
    values: markdown.match(/{{.*?}}/g),
  };
}

/** In any language of a README's code blocks. */
const anyComment = /^ *(?:\/\/|#) .*?\n| (?:\/\/|#) .*?$/gm;

describe.each(editions)("the layer $chinese", (edition) => {
  const files = Object.keys(layers[edition.chinese] ?? {});
  const code = files.filter((path) => /\.(ts|py)(\.hbs)?$/.test(path));

  test("has an English counterpart for each file", () => {
    expect(Object.keys(layers[edition.english] ?? {})).toEqual(expect.arrayContaining(files));
    expect(code).not.toEqual([]);
  });

  test.each(code)("differs in %s in comments alone", (path) => {
    const { english, chinese } = pair(edition, path);
    const comments = chinese.match(edition.comment) ?? [];
    expect(chinese.replace(edition.comment, "")).toBe(english.replace(edition.comment, ""));
    expect(comments).toHaveLength(english.match(edition.comment)?.length ?? 0);
    for (const comment of comments) expect(comment).toMatch(/\p{Script=Han}|LLMBRICK_/u);
  });

  test("has the same variables in _env.example.hbs in the same order", () => {
    const variables = (text: string) => text.match(/^(# )?LLMBRICK_.*$/gm);
    const { english, chinese } = pair(edition, "_env.example.hbs");
    expect(variables(chinese)).toEqual(variables(english));
  });

  test("has the same headings, tables, code, links and values in README.md.hbs", () => {
    const { english, chinese } = pair(edition, "README.md.hbs");
    expect(skeleton(chinese)).toEqual(skeleton(english));
  });
});
