import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { collectLayers } from "../../scripts/layers.ts";

const { base, "zh-TW": zhTW } = (await collectLayers()) as Record<string, Record<string, string>>;

/** The same file in both languages. */
function pair(path: string): { english: string; chinese: string } {
  const [english, chinese] = [base?.[path], zhTW?.[path]];
  if (english === undefined || chinese === undefined) throw new Error(`${path} is not in both layers`);
  return { english, chinese };
}

const withoutComments = (code: string) =>
  code.replace(/^ *\/\*\*.*?\*\/\n/gms, "").replace(/ \/\/ .*$/gm, "");

const comments = (code: string) => code.match(/\/\*\*.*?\*\//gs) ?? [];

/** What a README has beside its prose. */
function skeleton(markdown: string) {
  const tokens = new MarkdownIt().parse(markdown, {});
  const inline = tokens.flatMap((token) => token.children ?? []);
  return {
    // Rows of tables, items of lists and headings by their level, one after the other.
    structure: tokens.filter((token) => token.type !== "inline").map((token) => token.type + token.tag),
    codeBlocks: tokens
      .filter((token) => token.type === "fence")
      .map((token) => ({ language: token.info, code: withoutComments(token.content) })),
    codeSpans: new Set(inline.filter((token) => token.type === "code_inline").map((token) => token.content)),
    links: inline.map((token) => token.attrGet("href")).filter(Boolean),
    values: markdown.match(/{{.*?}}/g),
  };
}

test("every file of the Chinese layer has an English counterpart", () => {
  expect(Object.keys(base ?? {})).toEqual(expect.arrayContaining(Object.keys(zhTW ?? {})));
});

test.each(["src/handler.ts", "src/config.ts.hbs"])("%s differs in its comments alone", (path) => {
  const { english, chinese } = pair(path);
  expect(withoutComments(chinese)).toBe(withoutComments(english));
  expect(comments(chinese)).toHaveLength(comments(english).length);
  for (const comment of comments(chinese)) expect(comment).toMatch(/\p{Script=Han}/u);
});

test("_env.example.hbs has the same variables in the same order", () => {
  const variables = (text: string) => text.match(/^(# )?LLMBRICK_.*$/gm);
  const { english, chinese } = pair("_env.example.hbs");
  expect(variables(chinese)).toEqual(variables(english));
});

test("README.md.hbs has the same headings, tables, code, links and values", () => {
  const { english, chinese } = pair("README.md.hbs");
  expect(skeleton(chinese)).toEqual(skeleton(english));
});
