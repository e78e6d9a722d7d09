import fc from "fast-check";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { describeInChromium, open } from "./page.ts";

interface WithMarkdown {
  markdown: (parent: Element) => (piece: string) => void;
}

/** A page that has the renderer at hand. The import is a text, since the test's own tools would change it. */
async function openWithMarkdown(): Promise<Page> {
  const { page } = await open();
  await page.evaluate('import("./page/markdown.js").then((module) => Object.assign(window, module))');
  return page;
}

/** What the page makes of a text that comes in these pieces: elements with their texts, without attributes. */
const shown = (page: Page, pieces: readonly string[]) =>
  page.evaluate((pieces) => {
    const { markdown } = window as unknown as WithMarkdown;
    const box = document.createElement("div");
    const write = markdown(box);
    for (const piece of pieces) write(piece);
    const print = (node: Node): string => {
      const inner = Array.from(node.childNodes, print).join("");
      if (node instanceof HTMLElement && node.localName !== "span" && node !== box)
        return inner || /^(hr|td)$/.test(node.localName)
          ? `<${node.localName}>${inner}</${node.localName}>`
          : "";
      return node.nodeType === Node.TEXT_NODE ? (node.textContent ?? "") : inner;
    };
    return print(box);
  }, pieces);

const samples: Record<string, [text: string, html: string]> = {
  paragraphs: ["one\ntwo\n\nthree", "<p>one\ntwo</p><p>three</p>"],
  "marks in a line": [
    "**bold** *it* _i_ ~~out~~ `co*d*e` ``ab`` snake_case_name 2*3*4",
    "<p><b>bold</b> <em>it</em> <em>i</em> <del>out</del> <code>co*d*e</code> <code>ab</code> snake_case_name 2<em>3</em>4</p>",
  ],
  "what is not finished": ["a **b and `c", "<p>a **b and `c</p>"],
  headings: ["# One\n### Three ##\n#no", "<h3>One</h3><h4>Three</h4><p>#no</p>"],
  lists: [
    "- a\n- b\n  - c\n  goes on\n1. d\n2. e\n\n   more\n\nend",
    "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c\ngoes on</p></li></ul></li></ul><ol><li><p>d</p></li><li><p>e</p><p>more</p></li></ol><p>end</p>",
  ],
  code: [
    "```js\nconst a = `*x*`;\n\n# no heading\n```\nafter",
    "<pre><code>const a = `*x*`;\n\n# no heading\n</code></pre><p>after</p>",
  ],
  "code in a list": [
    "- a\n  ```\n  x\n    y\n  ```",
    "<ul><li><p>a</p><pre><code>x\n  y\n</code></pre></li></ul>",
  ],
  quotes: ["> a\n> > b\n\nc", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><p>c</p>"],
  tables: [
    "before\n| a | b |\n|---|:-:|\n| 1 | `2` |\n| x \\| y |\n\nafter",
    "<p>before</p><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><code>2</code></td></tr><tr><td>x | y</td></tr></table><p>after</p>",
  ],
  rules: ["a\n\n---\n* * *", "<p>a</p><hr></hr><hr></hr>"],
  links: [
    "[a](https://x.test/a_(b)) https://x.test/c. ![pic](https://x.test/p.png) [bad](javascript:alert(1)) [rel](/x) <b>no</b>",
    "<p><a>a</a> <a>https://x.test/c</a>. <a>pic</a> [bad](javascript:alert(1)) [rel](/x) <b>no</b></p>",
  ],
  escapes: ["\\*no\\* \\`x\\`", "<p>*no* `x`</p>"],
};

describeInChromium("an answer as Markdown", () => {
  test.each(Object.entries(samples))("has %s, in one piece or letter by letter", async (_, [text, html]) => {
    const page = await openWithMarkdown();
    expect(await shown(page, [text])).toBe(html);
    expect(await shown(page, Array.from(text))).toBe(html);
  });

  test("looks the same whatever pieces it came in", async () => {
    const page = await openWithMarkdown();
    const line = fc.constantFrom(
      "# h",
      "- a",
      "  - b",
      "1. c",
      "```",
      "> q",
      "| a | b |",
      "|-|-|",
      "text *x*",
      "",
      "---",
      "    deep",
      "~~~",
      "**b",
      "`c",
    );
    const texts = fc.sample(fc.array(line, { maxLength: 12 }), 300).map((lines) => lines.join("\n"));
    for (const text of texts) {
      expect(await shown(page, text.match(/[\s\S]{1,3}/gu) ?? []), JSON.stringify(text)).toBe(
        await shown(page, [text]),
      );
    }
  });

  test("has links that lead elsewhere and do no more, and nothing that runs or loads", async () => {
    const { page, field, send, faults } = await open({
      async *handler() {
        const text = `[a](https://x.test/) [m](mailto:a@x.test) <img src=x onerror="window.pwned=1"> ![i](https://x.test/i.png) [j](JavaScript:alert(1)) [d](data:text/html,x) <script>window.pwned=1</script>`;
        yield { id: "1", type: "text", text, progress: "DONE" };
      },
    });
    await send();
    await field("Show answer as").selectOption("Markdown");
    await page.locator("#text a").first().waitFor();
    const links = await page
      .locator("#text a")
      .evaluateAll((all) =>
        all.map((link) => [link.getAttribute("href"), link.getAttribute("rel"), link.getAttribute("target")]),
      );
    const away = ["noopener noreferrer", "_blank"];
    expect(links).toEqual([
      ["https://x.test/", ...away],
      ["mailto:a@x.test", ...away],
      ["https://x.test/i.png", ...away],
    ]);
    expect(await page.locator("#text :is(img, script, [src], [onerror])").count()).toBe(0);
    expect(await page.evaluate(() => "pwned" in window)).toBe(false);
    expect(faults).toEqual([]);
  });

  test.each([
    ["one line", (index: number) => `word${index} **bold** `],
    ["lines", (index: number) => `word${index} *x*\n`],
    ["code", (index: number) => (index ? "let x;\n" : "```\n")],
    ["a list", (index: number) => `${index}. x\n`],
    ["a table", (index: number) => ["| a | b |\n", "|-|-|\n"][index] ?? "| 1 | 2 |\n"],
    ["opened marks", () => "**a [b](c `d "],
    ["pipes", () => "|"],
    ["backticks", () => "`"],
    ["quotes", () => "> "],
  ])("costs in proportion to its length, of %s", async (_, piece) => {
    const page = await openWithMarkdown();
    const cost = (count: number) =>
      page.evaluate(
        (pieces) => {
          const { markdown } = window as unknown as WithMarkdown;
          const write = markdown(document.createElement("div"));
          const start = performance.now();
          for (const piece of pieces) write(piece);
          return performance.now() - start;
        },
        Array.from({ length: count }, (_, index) => piece(index)),
      );
    await cost(500);
    const [short, long] = [await cost(1000), await cost(8000)];
    // Eight times the length; the square would be sixty-four times the cost.
    expect(long).toBeLessThan(24 * Math.max(short, 10));
  });

  test("is chosen beside plain and monospaced text, and kept; each line runs its own way", async () => {
    const { page, field, send } = await open({
      async *handler() {
        yield { id: "1", type: "text", text: "**one**\n\nשלום 1", progress: "IN_PROGRESS" };
        yield { id: "2", type: "done", text: "!", progress: "DONE" };
      },
    });
    await send();
    const text = page.locator("#text");
    expect(await text.textContent()).toBe("**one**\n\nשלום 1!");
    await field("Show answer as").selectOption("Monospaced");
    await expect.poll(() => text.evaluate((box) => getComputedStyle(box).fontFamily)).toContain("monospace");
    await field("Show answer as").selectOption("Markdown");
    await text.locator("b").getByText("one").waitFor();
    // Where a paragraph begins: at the right edge, if it runs from right to left.
    const gaps = await text.locator("p").evaluateAll((all) =>
      all.map((paragraph) => {
        const range = document.createRange();
        range.selectNodeContents(paragraph);
        return range.getBoundingClientRect().left - paragraph.getBoundingClientRect().left > 100;
      }),
    );
    expect(gaps).toEqual([false, true]);
    await page.reload();
    await text.locator("b").getByText("one").waitFor();
  });
});
