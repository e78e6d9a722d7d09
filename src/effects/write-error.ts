import { systemCode, UserError } from "../errors.ts";
import { isOurName } from "./staging.ts";

/**
 * Turns an error of the file system into one for the user; any other stays as it is.
 * @param place where it was, for an error that does not tell: of writing, say, to a full disk
 */
export function writeError(error: unknown, place: string): unknown {
  const code = systemCode(error);
  if (code === undefined || !(error instanceof Error) || !("syscall" in error)) return error;
  const { path = place, dest = path, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  // Of a move, the user knows the end that is not in our own folder.
  const theirs = [dest, path].find((end) => !end.split(/[\\/]/).some(isOurName)) ?? dest;
  // Windows says the latter of a folder with a file in it that a program has open.
  const isInUse = code === "EBUSY" || (code === "EPERM" && syscall === "rename");
  return new UserError("WRITE_FAILED", ["writeFailed", theirs, code], {
    hint: isInUse ? ["inUseHint"] : ["writeFailedHint"],
    cause: error,
  });
}
