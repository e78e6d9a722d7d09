import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { build } from "../../build/build.ts";
import { leaveNoTraces } from "../../scripts/traces.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** The path of the program as it is published. */
    program: string;
  }
}

/** Tests drive the program as it is published: built, once a run. */
export default async function setUp(project: TestProject): Promise<void> {
  leaveNoTraces();
  await build();
  project.provide("program", fileURLToPath(new URL("../../dist/bin.cjs", import.meta.url)));
}
