import { lessonRoutes } from "./lesson.ts";

/** What the test page shows of the lesson at hand. */
export const added = [lessonRoutes];
