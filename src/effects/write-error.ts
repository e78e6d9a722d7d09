import { systemCode, UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";

/**
 * Turns an error of the file system into one for the user; any other stays as it is.
 * @param place where it was, for an error that does not tell: of writing, say, to a full disk
 */
export function writeError(error: unknown, place: string, t: Messages): unknown {
  const code = systemCode(error);
  if (code === undefined || !(error instanceof Error) || !("syscall" in error)) return error;
  const { path = place, dest = path } = error as NodeJS.ErrnoException & { dest?: string };
  return new UserError("WRITE_FAILED", t.errors.writeFailed(dest, t.reasons[code] ?? code), {
    hint: t.errors.writeFailedHint,
    cause: error,
  });
}
