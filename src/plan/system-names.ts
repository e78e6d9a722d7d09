import { FALLBACK_NAME } from "../options/defaults.ts";

/** The package's name by the rules for a service and for a folder of Linux: letters, digits, `.`, `_` and `-`. */
export const serviceName = (name: string): string =>
  name.replace(/[^a-z0-9._-]+/g, "-").replace(/^[^a-z0-9]+/, "") || FALLBACK_NAME;

/** The package's name by the rules for an image: letters and digits, and a `-` between them. */
export const imageName = (name: string): string =>
  name.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || FALLBACK_NAME;
