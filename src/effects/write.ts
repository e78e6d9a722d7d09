import { join } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { FileChange } from "./compare.ts";
import { makeStaging } from "./staging.ts";
import type { Target } from "./target.ts";
import { writeError } from "./write-error.ts";
import { cleanUp, writeFiles } from "./write-files.ts";

/** Writes the project: all of it, or, when an error or a signal comes in between, nothing. */
export async function writeProject(
  io: Io,
  target: Target,
  changes: readonly FileChange[],
  t: Messages,
): Promise<void> {
  const files = changes.filter(({ action }) => action === "create" || action === "overwrite");
  try {
    if (target.state === "absent") await writeWhole(io, target, files, t);
    else if (files.length > 0) {
      const { writeInto } = await import("./write-into.ts");
      await writeInto(io, target.path, files, t);
    }
  } catch (error) {
    throw writeError(error, target.path, t);
  }
}

/** The target is absent: the staging folder becomes it, by one rename. */
async function writeWhole(io: Io, target: Target, files: readonly FileChange[], t: Messages): Promise<void> {
  const [first = "", ...rest] = target.missing;
  const staging = await makeStaging(io, target.base);
  const place = join(target.base, first);
  try {
    await writeFiles(io, join(staging.path, ...rest), files);
    await io.fs.rename(staging.path, place);
  } catch (error) {
    await cleanUp(io, staging);
    const code = systemCode(error) ?? "";
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR"].includes(code)) {
      throw new UserError("TARGET_NOT_EMPTY", t.errors.taken(place), { hint: t.errors.notEmptyHint });
    }
    throw error;
  }
}
