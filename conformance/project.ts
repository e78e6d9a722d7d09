import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outputFile } from "fs-extra/esm";
import { deriveJavaScript } from "../build/derive-js.ts";

/** Puts the scripted handler in the place of a generated project's own. */
export async function putHandler(project: string, language: "ts" | "js"): Promise<void> {
  const source = await readFile(fileURLToPath(new URL("handler.ts", import.meta.url)), "utf8");
  const code = source.replaceAll("../templates/core/src/llmbrick/", "./llmbrick/");
  await outputFile(
    join(project, `src/handler.${language}`),
    language === "ts" ? code : await deriveJavaScript(code),
  );
}
