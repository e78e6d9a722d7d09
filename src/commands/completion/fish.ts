import { inSingleQuotes } from "../../shell.ts";
import type { CompletedFlag, Vocabulary } from "./vocabulary.ts";

const COMPLETE = "complete -c create-llmbrick-sse";

/** Of words with commas between them, offers for the last what does not stand before it. */
const SEVERAL = `function __create_llmbrick_sse_several
  set -l chosen (string split , -- (commandline -ct | string replace -r -- '^--[^=]*=' ''))[1..-2]
  for word in $argv
    contains -- $word $chosen; or string join , -- $chosen $word
  end
end`;

/** The script for fish, 3.0 or later. */
export function fishScript({ flags, commands, folder }: Vocabulary): string {
  const names = commands.map(({ name }) => name).join(" ");
  const isProject = `-n ${quote(`not __fish_seen_subcommand_from ${names}`)}`;
  const ofCommands = commands.flatMap(({ name, description, operands, flags: own }) => {
    const isThis = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
    return [
      `${COMPLETE} -n '__fish_is_first_arg' -a ${name} -d ${quote(description)}`,
      ...(operands.length > 0 ? [`${COMPLETE} ${isThis} -a ${quote(operands.join(" "))}`] : []),
      ...own.map((flag) => `${COMPLETE} ${isThis} ${wordsOf(flag)}`),
    ];
  });
  return [
    "# create-llmbrick-sse: completion for fish. In ~/.config/fish/config.fish:",
    "#   create-llmbrick-sse completion fish | source",
    SEVERAL,
    `${COMPLETE} -f`,
    ...ofCommands,
    `${COMPLETE} ${isProject} -a '(__fish_complete_directories)' -d ${quote(folder)}`,
    ...flags.map((flag) => `${COMPLETE} ${isProject} ${wordsOf(flag)}`),
  ].join("\n");
}

function wordsOf({ flag, alias, description, value }: CompletedFlag): string {
  const choices = value?.choices ?? [];
  const words = choices.join(" ");
  const offer = value?.isSeveral ? `(__create_llmbrick_sse_several ${words})` : words;
  return [
    `-l ${flag.slice(2)}`,
    ...(alias ? [`-s ${alias.slice(1)}`] : []),
    ...(value ? [value.isFile ? "-r -F" : value.isOptional ? "-f" : "-x"] : []),
    ...(choices.length > 0 ? [`-a ${quote(offer)}`] : []),
    `-d ${quote(description)}`,
  ].join(" ");
}

const quote = (text: string) => inSingleQuotes(text, "fish");
