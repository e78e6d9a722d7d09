import { systemCode, UserError } from "../errors.ts";
import { isOurName } from "./staging.ts";

/**
 * Turns an error of the file system into one for the user; any other stays as it is.
 * @param place where it was, for an error that does not tell: of writing, say, to a full disk
 */
export function writeError(error: unknown, place: string, platform = process.platform): unknown {
  const code = systemCode(error);
  if (code === undefined || !(error instanceof Error) || !("syscall" in error)) return error;
  const { path = place, dest = path, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  // The user knows nothing of our own folder: of a move, the other end is theirs, else what it stands in.
  const theirs = [dest, path].find((end) => outside(end) === end) ?? outside(dest);
  // Windows says the latter of a folder with a file in it that a program has open. Elsewhere that is in nobody's way.
  const isInUse = platform === "win32" && (code === "EBUSY" || (code === "EPERM" && syscall === "rename"));
  return new UserError("WRITE_FAILED", ["writeFailed", theirs, code], {
    hint: isInUse ? ["inUseHint"] : ["writeFailedHint"],
    cause: error,
  });
}

/** A path without our own folder, and what is below that. */
function outside(path: string): string {
  const name = path.split(/[\\/]/).find(isOurName);
  return name === undefined ? path : path.slice(0, Math.max(1, path.indexOf(name) - 1));
}
