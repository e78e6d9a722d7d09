import { AssertionError } from "node:assert/strict";
import { inspect } from "node:util";
import { Closed, NoResult, TooLong } from "../../../conformance/failures.ts";
import { systemCode } from "../../errors.ts";
import type { Messages } from "../../i18n/messages.ts";
import { spelt } from "../../plain.ts";

/** Characters of anything that a server sends which are shown. */
const SHOWN = 300;

/** As much of a text of the server's as one can read, in one line. */
export function short(text: string): string {
  const start = text.slice(0, SHOWN);
  return spelt(start.replace(/\s+/g, " ").trim()) + (text.length > SHOWN ? "…" : "");
}

/** What was seen in place of what was promised. */
export function evidence(error: unknown, t: Messages, inWords: (detail: string) => string): string {
  if (!(error instanceof AssertionError)) return whyNot(error, t);
  const { actual, expected, operator, generatedMessage, message } = error;
  const said = generatedMessage ? "" : short(inWords(message));
  if (/^(?:deepStrictEqual|strictEqual|match)$/.test(operator)) {
    const difference = t.check.expected(shown(expected), shown(actual));
    // Where the message is the very text that was looked at, it is there already.
    return said === "" || said === shown(actual) ? difference : `${difference} (${said})`;
  }
  return said || t.check.refuted;
}

/** Why a request had no answer that can be looked at. */
export function whyNot(error: unknown, t: Messages): string {
  if (error instanceof NoResult) return t.check.unanswered(error.seconds);
  if (error instanceof TooLong) return t.check.tooLong(error.characters);
  if (error instanceof Closed) return t.check.closed(shown(error.part), short(error.text));
  const code = systemCode(error) ?? "";
  // A check stumbled over what it read: what JavaScript says of that helps nobody.
  if (code === "" && (error instanceof TypeError || error instanceof SyntaxError)) return t.check.otherForm;
  const known = t.check.codes[code] ?? (code.startsWith("HPE_") ? t.check.noHttp : undefined);
  if (/CERT|SELF_SIGNED|ISSUER/.test(code)) return `${t.check.certificate} (${code})`;
  if (/SSL|EPROTO|TLS/.test(code)) return `${t.check.noTls} (${code})`;
  const text = short(error instanceof Error ? error.message : String(error));
  return known ? `${known} (${code})` : code && !text.includes(code) ? `${text} (${code})` : text;
}

const shown = (value: unknown): string =>
  typeof value === "string"
    ? short(value)
    : short(inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 6, maxStringLength: SHOWN }));
