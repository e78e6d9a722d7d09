import type { Options } from "../options/table.ts";

/** What projects of several frameworks have in common: what they run on. */
export interface Platform {
  readonly name: "node" | "python";
  /** The layers of a project, in the order in which they are put together. */
  layers(options: Options): readonly string[];
  /** The words that a layer's conditions may be about, as far as they hold for a project: `+ts`, `+pnpm`, `+routes`. */
  facts(options: Options): readonly string[];
}
