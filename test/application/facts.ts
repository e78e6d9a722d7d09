import type { NodeFacts } from "../../src/application/find-node.ts";
import { manifestIn } from "../../src/application/manifest.ts";
import type { Source } from "../../src/application/sources.ts";
import type { CompilerOptions } from "../../src/application/tsconfig.ts";

/** One file that may be the main one. */
export const sourcesOf = (main: string, code = ""): Source[] => [{ path: main, code }];

/** `main` and `code` are those of the one file that there is. */
interface Changes extends Partial<NodeFacts> {
  readonly main?: string;
  readonly code?: string;
}

/** What is known of an application by its package.json, in JavaScript and with a main file unless something else is said. */
export const facts = (manifest: object, { main = "app.js", code, ...changes }: Changes = {}): NodeFacts => ({
  manifest: manifestIn({ ...manifest }),
  installed: new Map(),
  compiler: undefined,
  sources: sourcesOf(main, code),
  isTaken: () => false,
  ...changes,
});

/** One in TypeScript. */
export const compiler = (options: CompilerOptions, major = 5) => ({
  compiler: { options, major },
  main: "src/app.ts",
});

export const express = { dependencies: { express: "^5" } };
