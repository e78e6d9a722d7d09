import { UserError } from "../errors.ts";
import type { Io, RunOptions } from "../io.ts";
import type { Phrase } from "../phrase.ts";

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Words of package managers for a certificate that they do not trust. */
export const UNTRUSTED =
  /self[- ]signed certificate|SELF_SIGNED_CERT|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|\bCERT_[A-Z_]+|CERT_ALTNAME_INVALID|CERTIFICATE_VERIFY_FAILED|unable to (?:get local issuer|verify the first) certificate|invalid peer certificate/;

/** Words of theirs for a program that was killed, or that memory did not suffice for. */
const KILLED = /\bSIGKILL\b|exit code: -9\b|heap out of memory/;

/** Lines that npm writes about each answer that is as it should be. */
const ANSWERS = /^npm http (?!.* failed with ).*(?:\r?\n|$)/gm;

export interface InstallStep extends RunOptions {
  readonly command: Command;
  /** The command as a user writes it. */
  readonly title: string;
  /** The way out where the program is not there, and where it does not trust a certificate. */
  readonly fixes: Readonly<Record<"missing" | "untrusted", Phrase>>;
}

/**
 * Runs one command of an install. It is ended when it meets a certificate that it does not trust: it would try the
 * same again for minutes.
 * @throws UserError when it fails
 */
export async function runInstallStep(
  io: Io,
  { command: [program, ...args], title, fixes, ...options }: InstallStep,
): Promise<void> {
  const hopeless = new AbortController();
  const onLine = (line: string) => {
    if (UNTRUSTED.test(line)) hopeless.abort();
    options.onLine?.(line);
  };
  const result = await io.run(program, args, { ...options, onLine, signal: hopeless.signal });
  if (result.status === "done") return;
  if (result.status === "missing") {
    throw new UserError("INSTALL_FAILED", ["programMissing", program], { hint: fixes.missing });
  }
  const output = result.output.replace(ANSWERS, "");
  const isKilled = result.isKilled || KILLED.test(output);
  const said: Phrase = isKilled ? ["commandKilled", title] : ["commandFailed", title];
  const hint: Phrase = UNTRUSTED.test(output) ? fixes.untrusted : isKilled ? ["killedHint"] : ["doctorHint"];
  throw new UserError("INSTALL_FAILED", said, { hint, output });
}
