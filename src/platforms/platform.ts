import type { Command } from "../effects/run-install.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import type { PlatformName } from "./frameworks.ts";

/** What projects of several frameworks have in common. What runs programs is loaded when a run comes to it. */
export interface Platform {
  readonly name: PlatformName;
  /** Whether its package managers install several projects together, from a folder above them. */
  readonly hasWorkspaces: boolean;
  /** What its tools read as something else in a folder's path, beside what those of every project do. */
  readonly misread?: RegExp;
  /** The layers of a project, in the order in which they are put together. */
  layers(options: Options): readonly string[];
  /** The words that a layer's conditions may be about, as far as they hold for a project: `+ts`, `+pnpm`, `+app`. */
  facts(options: Options): readonly string[];
  /** The commands by which a user installs and starts a project, in its folder. */
  commands(options: Options, io: Pick<Io, "env" | "platform">): ProjectCommands;
  /**
   * How the built server runs in production, on a machine where it lies in this folder: the command that a supervisor
   * starts, and the variable that says so. A package manager in between would keep signals to itself.
   */
  production(options: Options, folder: string): { readonly exec: string; readonly production: string };
  /**
   * What installs the packages of the project in a folder.
   * @throws UserError when a program that it takes is not there
   */
  installer(options: Options, folder: string, io: Io): Promise<Installer>;
  /** The programs that verify the project in a folder: its own server and its own client. */
  programs(options: Options, folder: string, io: Io): Promise<Programs>;
}

export interface ProjectCommands {
  readonly install: readonly string[];
  readonly start: readonly string[];
}

export interface Installer {
  /** The command, for the user to read. */
  readonly title: string;
  /**
   * @param onLine gets each line that the programs write
   * @throws UserError when it fails
   */
  install(onLine: (line: string) => void): Promise<void>;
}

/** What is run in a project to verify it. Each is given on the command line, so that no file is written. */
export interface Programs {
  readonly server: Command;
  /** Needs one more argument: see `clientScript`. */
  readonly client: Command;
}
