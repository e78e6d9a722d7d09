import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Given } from "../options/resolve.ts";

/** How a command was called. */
export interface CommandCall {
  readonly io: Io;
  readonly t: Messages;
  /** The options that were given, checked. */
  readonly given: Given;
  /** The word after the command's name, where it takes one. */
  readonly operand: string | undefined;
}

/** What a command has to say. */
export interface CommandReport {
  readonly exitCode: number;
  /** For a person, without the last line's end. */
  readonly text: string;
  /** For a program, under `--json`: `ok` and `version` are put before it. */
  readonly document?: object;
}

export type Command = (call: CommandCall) => CommandReport | Promise<CommandReport>;
