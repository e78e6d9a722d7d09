import { ownCommand } from "../command-line/same-again.ts";
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

/** Words of theirs for a registry that nothing is heard of. */
const UNREACHABLE =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|NewConnectionError|ConnectTimeoutError)\b|dns error|error sending request/;

/** Lines that npm writes about each answer that is as it should be, and about where its own code has failed. */
const NOISE = /^npm (?:http (?!.* failed with )|error +at ).*(?:\r?\n|$)/gm;

export interface InstallStep extends RunOptions {
  readonly command: Command;
  /** The command as a user writes it. */
  readonly title: string;
  /** The way out where the program is not there, does not trust a certificate, or hears nothing of the registry. */
  readonly fixes: Readonly<Record<"missing" | "untrusted" | "unreachable", Phrase>>;
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
  const output = result.output.replace(NOISE, "");
  const isKilled = result.isKilled || KILLED.test(output);
  const said: Phrase = isKilled ? ["commandKilled", title] : ["commandFailed", title];
  throw new UserError("INSTALL_FAILED", said, { hint: wayOut(io, output, isKilled, fixes), output });
}

function wayOut(io: Io, output: string, isKilled: boolean, fixes: InstallStep["fixes"]): Phrase {
  if (UNTRUSTED.test(output)) return fixes.untrusted;
  if (isKilled) return ["killedHint"];
  return UNREACHABLE.test(output) ? fixes.unreachable : ["doctorHint", ownCommand(["doctor"], io)];
}
