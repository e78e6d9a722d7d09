import { build } from "../../scripts/build.ts";

/** Tests drive the program as it is published: built, once a run. */
export default build;
