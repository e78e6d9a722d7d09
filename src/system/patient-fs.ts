import { setTimeout as delay } from "node:timers/promises";
import { systemCode } from "../errors.ts";
import type { FileSystem } from "../io.ts";

/** Milliseconds between one attempt and the next: five seconds in all. */
const WAITS = [10, 20, 50, 100, 200, 500, 1000, 1000, 2000];

const PASSING = ["EACCES", "EBUSY", "EPERM", "ENOTEMPTY"];

/**
 * The disk of a system on which others hold files open for a moment: virus scanners, indexers and sync tools look
 * at each new file, and Windows neither moves nor removes one that is open, nor the folder that it is in. Such
 * operations are tried again.
 * @param signal ends the waiting. What is done after it has fired is to clean up, and has all of its time.
 */
export function patientFs(fs: FileSystem, signal: AbortSignal, wait = delay): FileSystem {
  async function retry<Result>(
    operation: () => Promise<Result>,
    isInVain: (error: unknown) => boolean | Promise<boolean> = () => false,
  ): Promise<Result> {
    const isCleaningUp = signal.aborted;
    for (const milliseconds of WAITS) {
      try {
        return await operation();
      } catch (error) {
        if (!PASSING.includes(systemCode(error) ?? "") || (await isInVain(error))) throw error;
        if (isCleaningUp) await wait(milliseconds);
        else await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
    return operation();
  }

  /** A folder at the new place stays there, however long one waits. */
  const isFolder = async (path: string) =>
    (await fs.lstat(path).catch(() => undefined))?.isDirectory() === true;

  return {
    ...fs,
    rename: (from, to) =>
      retry(
        () => fs.rename(from, to),
        () => isFolder(String(to)),
      ),
    rm: (path, options) => retry(() => fs.rm(path, options)),
    rmdir: (path, options) => retry(() => fs.rmdir(path, options)),
  };
}
