/** Renders the code of templates with the default options, so that all of it can be type-checked in place. */
import { fileURLToPath } from "node:url";
import { outputFile } from "fs-extra/esm";
import { featureNames } from "../src/features/rules.ts";
import { defaultOptions } from "../src/options/default-options.ts";
import { render } from "../src/plan/render.ts";
import { viewOf } from "../src/plan/view.ts";
import { collectLayers } from "./layers.ts";

const options = defaultOptions({ env: {}, target: "my-server" });
const view = viewOf({ ...options, features: featureNames });
const rendered = fileURLToPath(new URL("../.cache/rendered/", import.meta.url));

for (const [name, files] of Object.entries(await collectLayers())) {
  // Each framework has another one for an application.
  if (name.includes("+application") || name.endsWith(".js")) continue;
  for (const [path, template] of Object.entries(files)) {
    if (/^src\/.*(?<!\.zh-TW)\.ts\.hbs$/.test(path))
      await outputFile(rendered + path.replace(/\.hbs$/, ""), render(JSON.parse(template), view));
  }
}
