import { config } from "../config.ts";
import { resolveConfig } from "../llmbrick/config/config.ts";

/** What holds for the bricks of the server's settings; times are in seconds. */
export const limits = resolveConfig(config, process.env).config;
