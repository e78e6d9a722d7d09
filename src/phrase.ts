import type { PackageManager } from "./options/table.ts";

/** The parts of a verification, in their order. */
export type VerifyStepName = "start" | "stream" | "abort" | "stop" | "nginx" | "caddy";

/** By which way an answer goes through a proxy. */
export interface Way {
  readonly http2: boolean;
  readonly gzip: boolean;
  /** Of the endpoint. */
  readonly path: string;
}

/**
 * What a proxy does to a request or an answer: an event waits; a cut answer looks like a whole one, or a whole one like
 * a cut one; the host or the path is changed; a request waits until it is whole, or is refused.
 */
export type ProxyTrouble = "late" | "cut" | "unfinished" | "host" | "path" | "body" | "size" | "refused";

/** The directive that is to blame for that: one that is missing, or one that is there. */
export interface Blame {
  readonly directive: string;
  readonly isNeeded: boolean;
}

/** Why one of them failed, by the name that the words for it have. */
export type VerifyFault =
  /** What the project's own client says. */
  | readonly ["thrown", text: string]
  /** The output is that of the program that ended. */
  | readonly ["ended", output: string]
  | readonly ["timeLimit", seconds: number]
  | readonly ["notStopped"]
  | readonly ["noFrame"]
  | readonly ["oddFrame", frame: string]
  | readonly ["notDone", data: string]
  | readonly ["missing", program: string]
  | readonly ["noProxy"]
  /** A file of the project's that is not there, or that lacks what the proof has to fill in. */
  | readonly ["noFile" | "edited", file: string]
  | readonly ["badProxy", file: string, output: string]
  | readonly ["through", way: Way, trouble: ProxyTrouble, file: string, blame: Blame | undefined];

/** What can be said of a failure, by the name that the words for it have, and the values that belong into them. */
interface Phrases {
  answersHint: [];
  answersNotJson: [source: string];
  answersNotObject: [source: string];
  answersTooDeep: [source: string];
  /** The code is the system's; in the text is what it says where there is none. */
  answersUnreadable: [source: string, code: string, text: string];
  badOptions: [count: number];
  badOptionsHint: [command: string];
  busy: [directory: string, pid: number | undefined];
  busyHint: [lock: string];
  changed: [path: string];
  changedHint: [];
  commandFailed: [command: string];
  commandKilled: [command: string];
  doctorHint: [command: string];
  fileThere: [path: string];
  fileThereHint: [];
  folderGone: [];
  folderGoneHint: [];
  halfWayHint: [];
  inTheWay: [path: string];
  inUseHint: [];
  internal: [message: string];
  internalHint: [];
  isFile: [path: string];
  isFileHint: [];
  killedHint: [];
  tooOldForEndpoint: [name: string, version: string, since: number];
  tooOldForEndpointHint: [command: string, program: string];
  lacksPackage: [name: string];
  lacksPackageHint: [command: string];
  leadsOut: [path: string];
  lostFlags: [];
  lostFlagsAsWords: [];
  lostFlagsHint: [command: string];
  leftOut: [command: string, missing: string];
  leftOutHint: [];
  misread: [path: string, part: string];
  misreadHint: [];
  needsFile: [path: string];
  needsFolder: [path: string];
  noFramework: [folder: string];
  noFrameworkHint: [names: string];
  noInterop: [];
  noInteropHint: [];
  noSources: [];
  noSourcesHint: [];
  noPlace: [];
  noPlaceHint: [];
  noPython: [found: string];
  noPythonHint: [];
  noProject: [folder: string];
  noProjectHint: [program: string];
  noVersion: [path: string];
  laterVersion: [project: string, own: string];
  laterVersionHint: [];
  uncommitted: [paths: readonly string[]];
  uncommittedHint: [];
  gitCannotTell: [folder: string];
  gitCannotTellHint: [];
  unresolved: [paths: readonly string[]];
  unresolvedHint: [];
  baseUnknown: [version: string, command: string];
  baseUnknownHint: [];
  killedHalfWay: [folder: string];
  killedHalfWayHint: [];
  conflicts: [places: number, paths: readonly string[]];
  conflictsHint: [];
  conflictsInGitHint: [];
  nothingToUndo: [folder: string];
  changedSince: [paths: readonly string[]];
  changedSinceHint: [folder: string];
  noRoot: [root: string];
  noRootHint: [];
  noNames: [];
  noNamesHint: [command: string, names: readonly string[]];
  inAndOut: [name: string];
  twoHandlers: [one: string, other: string];
  noVenv: [python: string];
  notEmpty: [directory: string];
  notEmptyHint: [];
  notJoined: [path: string];
  notRolledBack: [folder: string];
  notInstalledThere: [root: string];
  notInstalledThereHint: [];
  notInstalledYet: [];
  notVerifiedThere: [root: string];
  notVerifiedThereHint: [];
  notVerifiedYet: [];
  projectGone: [path: string];
  projectGoneHint: [];
  programMissing: [program: string];
  notForEndpoints: [flag: string];
  notForProjects: [flag: string];
  notForUndo: [word: string];
  withoutIt: [];
  notAdded: [name: string];
  notAddedHint: [command: string];
  notInApplications: [name: string];
  notInApplicationsHint: [names: string];
  severalFrameworks: [names: string];
  severalFrameworksHint: [];
  taken: [directory: string];
  tooLarge: [path: string, bytes: number];
  unreadableManifest: [path: string];
  unreadableManifestHint: [];
  memberTwice: [path: string, name: string];
  memberNoObject: [path: string, name: string];
  verbatim: [];
  verbatimHint: [];
  verifyFailed: [step: VerifyStepName, fault: VerifyFault, hasOutput: boolean];
  writeFailedHint: [];
  /** The code is the system's. */
  writeFailed: [path: string, code: string];
  /** The way out that the doctor knows. */
  fix: [name: PackageManager | "certificate" | "git" | "index" | "network" | "pythonCertificate" | "venv"];
}

/** One of them: `["notEmpty", "/home/app"]`. `report/` puts it into words. */
export type Phrase = { [Name in keyof Phrases]: readonly [Name, ...Phrases[Name]] }[keyof Phrases];
