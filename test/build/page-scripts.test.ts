import { expect, test } from "vitest";
import { withPageScripts } from "../../build/page-scripts.ts";

const source = "/** Adds. */\nexport const add = (a: number, b: number): number => a + b;\n";
const layers = {
  core: { "src/llmbrick/add.ts": source },
  "features/any/+node": {
    "public/page/add.ts": 'export * from "../../../../../core/src/llmbrick/add.ts";\n',
    "public/page/other.js": "// other\n",
  },
};

test("a script of the page is the module that it names, whichever layer's, as a browser loads it", async () => {
  const { core, "features/any/+node": any } = await withPageScripts(layers);
  expect(core).toEqual(layers.core);
  expect(any).toEqual({
    "public/page/add.js":
      "// src/llmbrick/add, without its types and comments.\nexport const add = (a, b) => a + b;\n",
    "public/page/other.js": "// other\n",
  });
});

test("one that names none is told, with what it is to be", async () => {
  for (const text of ["export const a = 1;\n", 'export * from "./missing.ts";\n'])
    await expect(withPageScripts({ page: { "public/page/a.ts": text } })).rejects.toThrow(
      /^templates\/page\/public\/page\/a\.ts must be one line, such as: export \* from /,
    );
});
