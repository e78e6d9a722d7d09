const PROTOCOLS = /^(?:https?|socks[45]?h?):$/;

/** Whether a text is the address of a registry or a proxy. */
export const isAddress = (text: string): boolean =>
  URL.canParse(text) && PROTOCOLS.test(new URL(text).protocol) && new URL(text).hostname !== "";

/** An address without what may be secret in it: the user's name and password, the query. */
export function redact(text: string): string {
  if (!isAddress(text)) return text.replace(/^.*@/s, "***@").replace(/[?#].*$/s, "");
  const { protocol, username, password, host, pathname } = new URL(text);
  return `${protocol}//${username + password === "" ? "" : "***@"}${host}${pathname}`;
}
