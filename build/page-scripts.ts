import { posix } from "node:path";
import { transform } from "esbuild";
import type { Layers } from "../src/plan/layers.ts";
import { deriveJavaScript } from "./derive-js.ts";

/** A script of the test page in TypeScript has one line, which says what module of the project it is. */
const page = /^public\/page\/[^/]+\.ts$/;
const line = /^export \* from "(.+)";\n$/;

/** The layers, with what a browser loads in the place of the page's scripts in TypeScript. */
export async function withPageScripts(layers: Layers): Promise<Layers> {
  const texts = new Map(
    Object.entries(layers).flatMap(([layer, files]) =>
      Object.entries(files).map(([path, text]) => [`${layer}/${path}`, text] as const),
    ),
  );
  const changed = Object.entries(layers).map(async ([layer, files]) => {
    const entries = Object.entries(files).map(async ([path, text]) =>
      page.test(path)
        ? ([path.replace(/ts$/, "js"), await browserScript(`${layer}/${path}`, text, texts)] as const)
        : ([path, text] as const),
    );
    return [layer, Object.fromEntries(await Promise.all(entries))] as const;
  });
  return Object.fromEntries(await Promise.all(changed));
}

/** The module that a page's script names, as JavaScript without its comments. */
async function browserScript(from: string, text: string, texts: Map<string, string>): Promise<string> {
  const named = line.exec(text)?.[1] ?? "";
  const path = posix.join(posix.dirname(from), named);
  const source = texts.get(path);
  if (source === undefined)
    throw new Error(
      `templates/${from} must be one line, such as: export * from "../../src/llmbrick/client.ts";`,
    );
  const { code } = await transform(await deriveJavaScript(source), { legalComments: "none" });
  return `// ${path.slice(path.indexOf("src/")).replace(/\.ts$/, "")}, without its types and comments.\n${code}`;
}
