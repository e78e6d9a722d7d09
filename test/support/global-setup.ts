import { build } from "../../build/build.ts";
import { leaveNoTraces } from "../../scripts/traces.mjs";

/** Tests drive the program as it is published: built, once a run. */
export default async function setUp(): Promise<void> {
  leaveNoTraces();
  await build();
}
