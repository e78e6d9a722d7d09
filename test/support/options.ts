import { defaultOptions } from "../../src/options/default-options.ts";
import type { Options } from "../../src/options/table.ts";

/** The defaults on a machine that says nothing of itself, but for the changes. */
export function options(changes: Partial<Options> = {}): Options {
  return { ...defaultOptions({ env: {}, target: "/nowhere/my-server" }), ...changes };
}
