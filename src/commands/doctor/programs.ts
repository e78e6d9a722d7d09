import {
  ask,
  type Finding,
  failed,
  isAtLeast,
  ok,
  type Subject,
  silence,
  versionIn,
  warning,
} from "./check.ts";

const OLDEST_NODE = [20, 12] as const;
/** The first that knows `git init -b`. */
const OLDEST_GIT = [2, 28] as const;

/** The Node that runs a project's scripts: the one on the PATH. */
export const node = (subject: Subject) => needs(subject, "node", OLDEST_NODE, failed);

/** Without git there is no repository, and all else works. */
export const git = (subject: Subject) => needs(subject, "git", OLDEST_GIT, warning);

async function needs(
  subject: Subject,
  name: "node" | "git",
  oldest: readonly [major: number, minor: number],
  otherwise: typeof failed,
): Promise<Finding> {
  const { doctor } = subject.t;
  const { status, output } = await ask(subject, [name, "--version"]);
  if (status !== "done") return otherwise(silence(name, status, subject.t), doctor.fixes[name]);
  const version = versionIn(output);
  return isAtLeast(version, oldest)
    ? ok(version)
    : otherwise(doctor.tooOld(version, oldest.join(".")), doctor.fixes[name]);
}

export async function packageManager(subject: Subject): Promise<Finding> {
  const { t, options } = subject;
  const { status, output } = await ask(subject, [options.packageManager, "--version"]);
  if (status === "done") return ok(`${options.packageManager} ${versionIn(output)}`);
  return failed(silence(options.packageManager, status, t), t.doctor.fixes[options.packageManager]);
}
