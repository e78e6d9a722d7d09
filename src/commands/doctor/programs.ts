import {
  ask,
  type Finding,
  failed,
  isAtLeast,
  ok,
  type Patient,
  silence,
  versionIn,
  warning,
} from "./check.ts";

const OLDEST_NODE = [20, 12] as const;
/** The first that knows `git init -b`. */
const OLDEST_GIT = [2, 28] as const;

/** The Node that runs a project's scripts: the one on the PATH. */
export async function node(patient: Patient): Promise<Finding> {
  const { doctor } = patient.t;
  const { status, output } = await ask(patient, ["node", "--version"]);
  if (status !== "done") return failed(silence("node", status, patient.t), doctor.fixes.node);
  const version = versionIn(output);
  return isAtLeast(version, OLDEST_NODE)
    ? ok(version)
    : failed(doctor.tooOld(version, OLDEST_NODE.join(".")), doctor.fixes.node);
}

export async function packageManager(patient: Patient): Promise<Finding> {
  const { t, options } = patient;
  const { status, output } = await ask(patient, [options.packageManager, "--version"]);
  if (status === "done") return ok(`${options.packageManager} ${versionIn(output)}`);
  return failed(silence(options.packageManager, status, t), t.doctor.fixes[options.packageManager]);
}

/** Without git there is no repository, and all else works. */
export async function git(patient: Patient): Promise<Finding> {
  const { doctor } = patient.t;
  const { status, output } = await ask(patient, ["git", "--version"]);
  if (status !== "done") return warning(silence("git", status, patient.t), doctor.fixes.git);
  const version = versionIn(output);
  return isAtLeast(version, OLDEST_GIT)
    ? ok(version)
    : warning(doctor.tooOld(version, OLDEST_GIT.join(".")), doctor.fixes.git);
}
