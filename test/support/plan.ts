import { loadSha256 } from "../../src/hash.ts";
import type { Options } from "../../src/options/table.ts";
import type { Content, Layers } from "../../src/plan/layers.ts";
import { plan as make } from "../../src/plan/plan.ts";

const sha256 = await loadSha256();

/** Makes the project that the options describe. */
export const plan = <Kind extends Content>(options: Options, layers: Layers<Kind>) =>
  make(options, layers, sha256);
