/** Renders src/config.ts with the default options, so that the templates can be type-checked in place. */
import { fileURLToPath } from "node:url";
import { outputFile } from "fs-extra/esm";
import { defaultOptions } from "../src/options/default-options.ts";
import { render } from "../src/plan/render.ts";
import { viewOf } from "../src/plan/view.ts";
import { collectLayers } from "./layers.ts";

const { core } = await collectLayers();
const template = core?.["src/config.ts.hbs"];
if (!template) throw new Error("The layer core has no src/config.ts.hbs");

const view = viewOf(defaultOptions({ env: {}, target: "my-server" }));
const file = fileURLToPath(new URL("../.cache/rendered/src/config.ts", import.meta.url));
await outputFile(file, render(JSON.parse(template), view));
