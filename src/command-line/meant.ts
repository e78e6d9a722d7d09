import { nearest } from "../options/names.ts";

/** What text processors and Chinese keyboards make of hyphens: `—port`, `－－port`. */
const ODD_DASH = /^(?!-)[\p{Pd}−]/u;

/** What stands before a flag's name, that of Windows' own programs included. */
const SIGNS = /^[\p{Pd}−/]+/u;

export const hasOddDash = (word: string): boolean => ODD_DASH.test(word);

/**
 * The flag that is meant by a word with odd signs before it (`—port`, `/port`), or with none.
 * @param flags the flags that there are, as they are typed
 */
export function flagMeantBy(word: string, flags: readonly string[]): string | undefined {
  const [name = ""] = word.replace(SIGNS, "").split("=");
  return nearest(`--${name}`, flags);
}
