import type { CommandLine } from "../command-line/flags.ts";
import type { Syntaxes } from "../command-line/words.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Given } from "../options/resolve.ts";
import type { Outcome } from "../report/outcome.ts";

/** One run: what it may touch, what it was told, its language, what it has come to, and where it speaks to the user. */
export interface Run {
  readonly io: Io;
  readonly line: CommandLine;
  /** The options that were given, checked. */
  readonly given: Given;
  t: Messages;
  readonly outcome: Outcome;
  readonly human: NodeJS.WriteStream;
  /** All commands that the program has. */
  readonly commands: Syntaxes;
}

/** What a command has to say. */
export interface CommandReport {
  readonly exitCode: number;
  /** For a person, without the last line's end. */
  readonly text: string;
  /** For a program, under `--json`, in place of the text: `ok` and `version` are put before it. Without it, the outcome. */
  readonly document?: object;
}

export type Command = (run: Run) => CommandReport | Promise<CommandReport>;
