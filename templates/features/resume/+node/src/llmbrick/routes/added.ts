import { resumeRoutes } from "../resume/routes.ts";

/** Routes for answers that outlive their connection. */
export const added = [resumeRoutes];
