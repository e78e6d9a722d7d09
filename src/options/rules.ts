/** No control character and no half of a surrogate pair: no file system and no shell takes those well. */
export const DIRECTORY_PATTERN = "^(?=.*\\S)[^\\p{Cc}\\p{Cs}]+$";

/** Printable, without comma (it separates the list, and a full-width one is meant to), no white space at either end. */
export const MODEL_PATTERN = "^(?!\\s)[^\\p{Cc}\\p{Cs},，、]+(?<!\\s)$";

/** An npm package name, with or without a scope. */
export const PACKAGE_NAME_PATTERN = "^(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*$";

const RESERVED_NAMES = ["node_modules", "favicon.ico"];
export const isPackageName = (name: string): boolean => !RESERVED_NAMES.includes(name);

const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const HOST_NAME = `${LABEL}(?:\\.${LABEL})*`;

/** A host name (RFC 1123), an IPv4 address, or what may be an IPv6 address; `isHost` tells exactly. */
export const HOST_PATTERN = `^(?:${HOST_NAME}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$`;

/** A name whose last label is a number is an IPv4 address, in full, or one that went wrong (`1.2.3`, `999.1.1.1`). */
export function isHost(host: string): boolean {
  if (host.includes(":")) return URL.canParse(`http://[${host}]`);
  if (!/(?:^|\.)\d+$/.test(host)) return true;
  const url = `http://${host}`;
  return URL.canParse(url) && new URL(url).hostname === host;
}

const PCHAR = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
/** Segments "." and ".." are resolved by clients before they send, so that no request would match them. */
const SEGMENT = `(?!(?:\\.|%2[Ee]){1,2}(?:/|$))${PCHAR}+`;
const SEGMENTS = `/?${SEGMENT}(?:/${SEGMENT})*/?`;

/** The path of a URL (RFC 3986), with at least one segment. */
export const URL_PATH_PATTERN = `^${SEGMENTS}$`;

/** The same, or nothing at all. */
export const URL_PREFIX_PATTERN = `^(?:/?|${SEGMENTS})$`;

export const withLeadingSlash = (path: string): string => (path.startsWith("/") ? path : `/${path}`);

/** `api/` becomes `/api`, and `/` becomes the empty prefix. */
export const withoutTrailingSlash = (prefix: string): string =>
  prefix === "" ? "" : withLeadingSlash(prefix).replace(/\/$/, "");
