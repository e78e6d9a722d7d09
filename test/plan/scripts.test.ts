import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { type Options, optionTable } from "../../src/options/table.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";

/** What cmd.exe reads otherwise than sh, or not at all, by what it is. */
const ofOneShell: Record<string, RegExp> = {
  "a pattern of file names": /[*?[\]~]/,
  "a quote that cmd.exe passes on": /['`\\]/,
  "a variable": /[$%]|(?:^|&&|\|\|)\s*\w+=/,
  "an operator of sh alone": /;|(?<!&)&(?!&)|[<>]|\|/,
  "a program of Unix": /(?:^|&&)\s*(?:rm|cp|mv|mkdir|cat|ls|touch|sh|bash|export|env|exec|sleep|true|test)\b/,
  "a package manager, which need not be the project's": /(?:^|&&)\s*(?:npm|npx|pnpm|yarn|bunx?)\b/,
  "a path that begins with a dot": /(?:^|&&)\s*\.{1,2}\//,
};

function expectAnyShell(scripts: Record<string, string>): void {
  expect(Object.keys(scripts)).not.toEqual([]);
  for (const [name, script] of Object.entries(scripts)) {
    const faults = Object.keys(ofOneShell).filter((fault) => ofOneShell[fault]?.test(script));
    expect(faults, `${name}: ${script}`).toEqual([]);
  }
}

test("the guard sees what leans on a shell", () => {
  const leaning = [
    "node --test test/*.test.ts",
    "NODE_ENV=production node a.js",
    "tsc && CI=1 npm test",
    "node -e 'x'",
    "rm -rf dist",
    "tsc && cp a b",
    "node a.js; node b.js",
    "node a.js & node b.js",
    "node a.js > log",
    "node $FILE",
    "./a.sh",
  ];
  for (const script of leaning) expect(() => expectAnyShell({ script }), script).toThrow();
});

test("no npm script of any project leans on a shell, or on a package manager", async () => {
  const layers = await collectLayers();
  const { framework, language, packageManager } = optionTable;
  for (const chosen of framework.choices.filter((name) => name !== "llmbrick")) {
    for (const code of language.choices) {
      for (const manager of packageManager.choices) {
        const changes = { framework: chosen, language: code, packageManager: manager } as Partial<Options>;
        const { files } = plan(options(changes), layers);
        expectAnyShell(JSON.parse(files.get("package.json") ?? "").scripts);
      }
    }
  }
});

test("no npm script of the repository does", async () => {
  const { prepack, ...scripts } = JSON.parse(await readFile("package.json", "utf8")).scripts;
  expect(prepack).toBe("npm run build");
  expectAnyShell(scripts);
});

test("no README and no .env.example has a command of one shell alone, but for curl's", async () => {
  const layers = await collectLayers();
  for (const framework of optionTable.framework.choices) {
    for (const lang of optionTable.lang.choices) {
      const { files } = plan(options({ framework, lang } as Partial<Options>), layers);
      const texts = [files.get("README.md"), files.get(".env.example")].join("\n");
      expect(texts).not.toMatch(/\bcp \S|\bsource |^\. \.venv|^[A-Z_]+=\S+ +\S*(?:npm|node|python)/m);
      expect(texts).toContain("curl.exe");
      // npm passes no signal on, so no supervisor is told to start it.
      expect(texts).not.toMatch(/^(?:npm|pnpm|yarn|bun) run start/m);
    }
  }
});
