import { watchBricks } from "../../bricks/readiness.ts";

/** Whether all bricks answer, too. */
export const added = [watchBricks];
