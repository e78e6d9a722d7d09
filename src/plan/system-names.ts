import { FALLBACK_NAME } from "../options/defaults.ts";

/** The package's name by the rules for a service and for a folder of Linux: letters, digits, `.`, `_` and `-`. */
export const serviceName = (name: string): string =>
  name.replace(/[^a-z0-9._-]+/g, "-").replace(/^[^a-z0-9]+/, "") || FALLBACK_NAME;

/** The package's name by the rules for an image: letters and digits, and a `-` between them. */
export const imageName = (name: string): string =>
  name.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || FALLBACK_NAME;

/** The package's name by the rules for a label of DNS (RFC 1035): as an image's, from a letter on, 63 characters at most. */
export const labelName = (name: string): string =>
  imageName(name)
    .replace(/^[^a-z]+/, "")
    .slice(0, 63)
    .replace(/-$/, "") || FALLBACK_NAME;
