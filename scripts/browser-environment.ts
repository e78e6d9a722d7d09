import { tmpdir } from "node:os";

/** The environment of a browser: what it puts into the home of its user goes with the temporary folder. */
export const browserEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, HOME: tmpdir() });
