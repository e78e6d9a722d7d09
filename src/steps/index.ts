import { git } from "./git.ts";
import { install } from "./install.ts";
import type { Step } from "./step.ts";
import { verify } from "./verify.ts";
import { write } from "./write.ts";

/** What is done for a project, in this order. Where the first fails there is no project, and nothing to go on with. */
export const steps = [write, install, git, verify] as const satisfies readonly Step[];

export type StepName = (typeof steps)[number]["name"];
