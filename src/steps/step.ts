import type { Target } from "../effects/target.ts";
import type { VerifyStep } from "../effects/verify/verify.ts";
import type { Workspace } from "../effects/workspace.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import type { FileChange } from "../plan/changes.ts";
import type { Content } from "../plan/layers.ts";

export type StepState = "done" | "skipped" | "failed";

/** What the steps have come to so far. */
export interface ProjectState {
  options?: Options;
  /** The target's absolute path. */
  directory?: string;
  /** The workspace that the project is a member of, and the project's files that are the root's there. */
  workspace?: (Workspace & { readonly needs: ReadonlyMap<string, Content> }) | undefined;
  changes: readonly FileChange[];
  /** Whether the folder held other files before. */
  hadFiles: boolean;
  /** Whether a repository is above the project already. */
  isInRepository: boolean;
  /** What of the user's may have the server listen elsewhere than was chosen: a variable, or a file. */
  addressMover?: string | undefined;
  /** Names of lock files that the install has made. */
  newLocks: readonly string[];
  readonly steps: Readonly<Record<string, StepState>>;
  /** The steps of the verification, where there was one. */
  verification?: readonly VerifyStep[];
}

/** What a step tells while it is at work; `report/` has the words for it. */
export type StepEvent =
  | { readonly kind: "recovered" | "notRecovered"; readonly path: string }
  | { readonly kind: "changing" | "written" }
  | { readonly kind: "nothingToInstall" | "notInstalledYet" | "notMarked" }
  /** A package.json above the project names another package manager than the project's. */
  | { readonly kind: "otherManager"; readonly path: string; readonly value: string; readonly manager: string }
  /** An earlier version of this program is run, which may have to be fetched. */
  | { readonly kind: "askingVersion"; readonly version: string }
  | { readonly kind: "installing"; readonly command: string }
  /** A line of the program that installs. */
  | { readonly kind: "line"; readonly line: string }
  /** It has ended, however that was. */
  | { readonly kind: "installEnded" }
  /** Milliseconds. */
  | { readonly kind: "installed"; readonly ms: number }
  | { readonly kind: "insideRepository" | "noGit" | "unknownAuthor" }
  /** The number of files in the first commit. */
  | { readonly kind: "committed"; readonly count: number }
  | { readonly kind: "verifying" | "notVerified" }
  | { readonly kind: "verified" | "notThere"; readonly step: VerifyStep };

/** Tells something at once; resolves when all is ready for what may follow. */
export type Tell = (event: StepEvent) => Promise<void>;

/** One project on its way to the disk and on from there. */
export interface Job {
  readonly io: Io;
  readonly t: Messages;
  readonly options: Options;
  readonly target: Target;
  /** Whether the user has asked for a repository in so many words. */
  readonly isGitTold: boolean;
  /** The same of the install. */
  readonly isInstallTold: boolean;
  readonly state: ProjectState;
  readonly tell: Tell;
}

/** One thing that is done for a project, after the one before it. */
export interface Step {
  readonly name: string;
  isWanted(options: Options): boolean;
  /** @throws UserError when it fails */
  run(job: Job): Promise<StepState>;
}
