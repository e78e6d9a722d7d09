import type { Stats } from "node:fs";
import { join } from "node:path";
import { readAnswers } from "../../answers/answers.ts";
import { applicationIn } from "../../application/application.ts";
import { ownCommand } from "../../command-line/same-again.ts";
import { orAbsent } from "../../effects/or-absent.ts";
import { writeError } from "../../effects/write-error.ts";
import { UserError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { readGiven, withDefaults } from "../../options/resolve.ts";
import type { Options } from "../../options/table.ts";
import { compareVersions, isVersion } from "../../plan/merge/versions.ts";
import { isProjectPath } from "../../plan/paths.ts";
import { ANSWERS_FILE } from "../../plan/plan.ts";
import { version } from "../../version.ts";

/** A project that this program has made, as its file of answers tells of it. */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** Of this program, when it made the project or brought it up to date last. */
  readonly version: string;
  readonly options: Options;
  /** What each file was hashed to as it was planned; undefined in the projects of the first version. */
  readonly hashes: ReadonlyMap<string, string> | undefined;
  /** The file of answers as it is. */
  readonly answers: string;
}

/**
 * Looks at what a folder has for a project's answers.
 * @throws UserError where this user may not look there
 */
export async function answersIn(io: Io, folder: string): Promise<Stats | undefined> {
  return orAbsent(io.fs.stat(join(folder, ANSWERS_FILE))).catch((error) => {
    throw writeError(error, folder);
  });
}

/**
 * Reads what a project says of itself.
 * @throws UserError for what is none, for answers that are wrong, and for a project of a later version
 */
export async function readProject(io: Io, folder: string): Promise<Project> {
  const path = join(folder, ANSWERS_FILE);
  if (!(await answersIn(io, folder))?.isFile()) {
    throw new UserError("NOT_A_PROJECT", ["noProject", folder], {
      hint: ["noProjectHint", ownCommand([], io)],
    });
  }
  const answers = await readAnswers(io, path);
  const { generatorVersion, files, application } = JSON.parse(answers.text) as Record<string, unknown>;
  if (!isVersion(generatorVersion)) {
    throw new UserError("NOT_A_PROJECT", ["noVersion", path], {
      hint: ["noProjectHint", ownCommand([], io)],
    });
  }
  if (compareVersions(generatorVersion, version) > 0) {
    throw new UserError("NOT_A_PROJECT", ["laterVersion", generatorVersion, version], {
      hint: ["laterVersionHint"],
    });
  }
  const joined = applicationIn(application);
  if (application !== undefined && !joined) {
    throw new UserError("NOT_A_PROJECT", ["noProject", folder], {
      hint: ["noProjectHint", ownCommand([], io)],
    });
  }
  const given = await readGiven({ given: {}, controls: {}, positionals: [], problems: [] }, answers, io);
  return {
    folder,
    version: generatorVersion,
    options: {
      ...withDefaults({ ...given, directory: folder }, io),
      ifExists: "overwrite",
      git: false,
      ...(joined && { application: joined }),
    },
    hashes: hashesIn(files),
    answers: answers.text,
  };
}

function hashesIn(files: unknown): Map<string, string> | undefined {
  if (typeof files !== "object" || files === null || Array.isArray(files)) return undefined;
  return new Map(
    Object.entries(files).filter(([path, hash]) => isProjectPath(path) && typeof hash === "string"),
  );
}
