import type { Stats } from "node:fs";
import type { HelpTexts } from "./command-line/help.ts";
import type { Lang } from "./options/table.ts";
import type { Content, Layers } from "./plan/layers.ts";

/** Everything that a run may touch. Tests give their own. */
export interface Io {
  readonly cwd: string;
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The language and region that Windows or macOS is set to: unlike others, they tell by no variable. */
  locale(): string | undefined;
  readonly pid: number;
  /** Keeps the words of the command line from those who list the system's processes, from now on. */
  hideArguments(): void;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly fs: FileSystem;
  /** Fires when the run is to end early; its reason is a `Cancelled`. */
  readonly signal: AbortSignal;
  /** All of standard input as text; `E2BIG` where that is more than 1 MB. */
  readStdin(): Promise<string>;
  /** All of a file, a pipe or a device as text, under the same conditions. */
  readInput(path: string): Promise<string>;
  /** The templates' layers of these names, those that there are. */
  readLayers(isWanted: (name: string) => boolean): Promise<Layers<Content>>;
  readHelp(): Promise<HelpTexts>;
  readChangelog(): Promise<Changelog>;
  /** Runs a program to its end, and ends it when `signal` fires. */
  run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult>;
  isAlive(pid: number): boolean;
  /** Tries to listen on a port of this machine's own address: the system's code of the reason why not. */
  tryPort(port: number): Promise<string | undefined>;
  /** Asks for an address of HTTP, for some seconds: the code of the reason why there was no answer of any kind. */
  tryAddress(address: string, seconds: number): Promise<string | undefined>;
  /** Asks a service over gRPC at `host:port` what it is: the code of the reason why it gave no reply of its own. */
  tryBrick(address: string, service: string, seconds: number): Promise<string | undefined>;
}

/** What is new in each version, in each language: a line for each thing. */
export type Changelog = Readonly<Record<Lang, Readonly<Record<string, readonly string[]>>>>;

export type Environment = Readonly<Record<string, string | undefined>>;

type NodeFileSystem = typeof import("node:fs/promises");

export interface FileSystem
  extends Pick<
    NodeFileSystem,
    | "chmod"
    | "link"
    | "mkdir"
    | "readdir"
    | "readFile"
    | "readlink"
    | "realpath"
    | "rename"
    | "rm"
    | "rmdir"
    | "statfs"
    | "writeFile"
  > {
  /** Where there is nothing, it may say so by `undefined` as well as by an error: `orAbsent` takes both. */
  lstat(path: string): Promise<Stats | undefined>;
  /** See `lstat`. */
  stat(path: string): Promise<Stats | undefined>;
}

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Environment;
  /** Gets each line of its output, of both streams. */
  readonly onLine?: (line: string) => void;
  /** What it reads from standard input. */
  readonly input?: string;
  /** Whether its output is wanted as it is: of the standard output alone, and up to the last line end. */
  readonly isExact?: boolean;
  /** Ends the program when it fires, which is a result, not an error. */
  readonly signal?: AbortSignal;
  /** Gives it a standard input that ends when this process does, however that is. Without it there is none. */
  readonly isTethered?: boolean;
}

export interface RunResult {
  /** `done`: it ended by itself, or when it was told to, with exit code 0. `missing`: there is no such program. */
  readonly status: "done" | "failed" | "missing";
  /** What it wrote, of both streams. */
  readonly output: string;
  /** It was killed, and not by us, as systems do when memory runs out. */
  readonly isKilled?: boolean;
}
