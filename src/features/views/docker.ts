import type { Options } from "../../options/table.ts";
import { imageName } from "../../plan/system-names.ts";
import { managers } from "./managers.ts";

/** What an image is made by. */
export function dockerView({ name, packageManager }: Options) {
  const { from, ...commands } = managers[packageManager];
  const getManager = from === undefined ? "" : `RUN npm install --global ${from}\n`;
  return { ...commands, getManager, image: imageName(name) };
}
