import { type CompletedFlag, spellingsOf, type Vocabulary } from "./vocabulary.ts";

/** The script for bash, that of macOS (3.2) included. Each list has one word a line, since `IFS` is a line's end. */
export function bashScript({ flags, allFlags, commands }: Vocabulary): string {
  const valued = allFlags.flatMap((flag) => (flag.value ? [caseOf(flag, flag.value)] : []));
  const ofCommands = commands.map(
    ({ name, operands, flags: own }) => `      ${name}) words=${list([...operands, ...spellings(own)])} ;;`,
  );
  return `# create-llmbrick-sse: completion for bash. In ~/.bashrc:
#   eval "$(create-llmbrick-sse completion bash)"
_create_llmbrick_sse() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words= joined=
  COMPREPLY=()
  # --flag=value arrives as three words.
  if [[ $current == = ]]; then
    current= joined=1
  elif [[ $before == = ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]} joined=1
  fi
  case $before in
${valued.join("\n")}
  esac
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
${ofCommands.join("\n")}
    esac
  fi
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W ${list(spellings(flags))} -- "$current"))
  else
    ((COMP_CWORD == 1)) && words=${list(commands.map(({ name }) => name))}
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -d -- "$current"))
  fi
}
complete -F _create_llmbrick_sse create-llmbrick-sse`;
}

function caseOf(flag: CompletedFlag, value: NonNullable<CompletedFlag["value"]>): string {
  const words = `${generate(value)}return`;
  return `    ${spellingsOf(flag).join(" | ")}) ${value.isOptional ? `[[ $joined ]] && { ${words}; }` : words} ;;`;
}

function generate({ choices, isSeveral, isFile }: NonNullable<CompletedFlag["value"]>): string {
  if (isFile) return `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); `;
  if (choices.length === 0) return "";
  if (!isSeveral) return `COMPREPLY=($(compgen -W ${list(choices)} -- "$current")); `;
  // The last of those with commas between them: none of those that stand before it.
  return `local chosen=\${current%"\${current##*,}"} word
      for word in ${choices.join(" ")}; do
        [[ ,$chosen == *,$word,* || $chosen$word != "$current"* ]] || COMPREPLY+=("$chosen$word")
      done
      `;
}

const spellings = (flags: readonly CompletedFlag[]) => flags.flatMap(spellingsOf);

const list = (words: readonly string[]) => `$'${words.join("\\n")}'`;
