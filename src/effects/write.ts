import { join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { type FileChange, isMoved } from "../plan/changes.ts";
import { writeRecord } from "./proof.ts";
import { makeStaging } from "./staging.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";
import { cleanUp, writeFiles } from "./write-files.ts";

/**
 * Writes the project: all of it, or, when an error or a signal comes in between, nothing.
 * @returns what has happened to each file: one that came into being meanwhile stays where that was asked for
 */
export async function writeProject(
  io: Io,
  target: Target,
  changes: readonly FileChange[],
  options: Options,
): Promise<readonly FileChange[]> {
  const files = changes.filter(isMoved);
  try {
    if (target.state === "absent") await writeWhole(io, target, files, options);
    else if (files.length > 0) {
      const { writeInto } = await import("./write-into.ts");
      const kept = await writeInto(io, target.path, files, options);
      return changes.map((change) => (kept.has(change.path) ? { ...change, action: "keep" } : change));
    }
    return changes;
  } catch (error) {
    throw writeError(error, target.path);
  }
}

/** The target is absent: the staging folder's own becomes it, by one rename. */
async function writeWhole(
  io: Io,
  target: Target,
  files: readonly FileChange[],
  options: Options,
): Promise<void> {
  const [first = "", ...rest] = target.missing;
  const staging = await makeStaging(io, target.base);
  const place = join(target.base, first);
  try {
    await writeRecord(io, staging, { options, within: rest });
    await writeFiles(io, join(staging.fresh, ...rest), files);
    await io.fs.rename(staging.fresh, place);
  } catch (error) {
    const code = systemCode(error) ?? "";
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) {
      throw new UserError("TARGET_NOT_EMPTY", ["taken", place], { hint: ["notEmptyHint"] });
    }
    throw error;
  } finally {
    await cleanUp(io, staging);
  }
}
