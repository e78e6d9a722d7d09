import type { Environment } from "../io.ts";
import { defaultOf } from "../options/default-options.ts";
import { startedBy } from "../options/defaults.ts";
import { appliesTo, type Options, optionNames } from "../options/table.ts";
import { shellOf } from "../shell.ts";
import { commandLine, flagWords } from "./call.ts";
import { directoryWord, type Syntaxes } from "./words.ts";

interface Place {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The target folder as an absolute path. */
  readonly target: string;
  readonly commands: Syntaxes;
}

/** This program as it was called, with a command to be run by it, if any. */
export const ownCommand = (
  words: readonly string[],
  place: Pick<Place, "env" | "platform">,
  flags: readonly string[] = [],
): string => commandLine({ starter: startedBy(place), shell: shellOf(place), words, flags });

/** The command that shows what a command takes, or this program itself where there is none. */
export const helpCommand = (command: string | undefined, place: Pick<Place, "env" | "platform">): string =>
  ownCommand(command === undefined ? [] : [command], place, ["--help"]);

/**
 * The one command that makes the same project without a question, on any machine: it names every option that
 * is not at the default which that command would find there.
 */
export function sameAgainCommand(options: Options, { env, platform, target, commands }: Place): string {
  const elsewhere = { env: { npm_config_user_agent: env.npm_config_user_agent }, target, answers: options };
  const changed = optionNames.filter(
    (name) =>
      name !== "directory" &&
      appliesTo(name, options.framework) &&
      JSON.stringify(options[name]) !== JSON.stringify(defaultOf(name, elsewhere)),
  );
  return commandLine({
    starter: startedBy({ env }),
    shell: shellOf({ env, platform }),
    words: [directoryWord(options.directory, commands)],
    flags: [...changed.flatMap((name) => flagWords(name, options[name])), "--yes"],
  });
}
