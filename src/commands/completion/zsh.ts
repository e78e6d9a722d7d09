import { inSingleQuotes } from "../../shell.ts";
import { type CompletedFlag, spellingsOf, type Vocabulary } from "./vocabulary.ts";

/** The script for zsh: to be sourced, or a file `_create-llmbrick-sse` in a folder of `fpath`. */
export function zshScript({ flags, commands, folder }: Vocabulary): string {
  const ofCommands = commands.map(({ name, operands, flags: own }) => {
    const operand = operands.length > 0 ? [quote(`2:${name}:(${operands.join(" ")})`)] : [];
    return `    ${name}) _arguments ${[quote(`1:command:(${name})`), ...operand, ...own.map(specOf)].join(" ")}; return ;;`;
  });
  const names = commands.map(({ name, description }) => quote(`${escaped(name)}:${escaped(description)}`));
  return `#compdef create-llmbrick-sse
# create-llmbrick-sse: completion for zsh. In ~/.zshrc, after compinit:
#   eval "$(create-llmbrick-sse completion zsh)"
_create-llmbrick-sse() {
  local context state state_descr line
  typeset -A opt_args
  ((CURRENT > 2)) && case $words[2] in
${ofCommands.join("\n")}
  esac
  _arguments '1: :->first' \\
    ${flags.map(specOf).join(" \\\n    ")} && return
  [[ $state == first ]] || return
  local -a commands=(${names.join(" ")})
  ((CURRENT == 2)) && _describe command commands
  _wanted directories expl ${quote(folder)} _path_files -/
}
if [[ $funcstack[1] == _create-llmbrick-sse ]]; then
  _create-llmbrick-sse "$@"
else
  compdef _create-llmbrick-sse create-llmbrick-sse
fi`;
}

/** A flag as \`_arguments\` takes it: \`(--port -p)\` keeps it from being offered twice. */
function specOf(completed: CompletedFlag): string {
  const { description, value } = completed;
  const spellings = spellingsOf(completed);
  const ending = (word: string) => (value?.isOptional ? "=-" : word.startsWith("--") ? "=" : "+");
  const forms = spellings.map((word) => (value ? word + ending(word) : word));
  const action = value ? actionOf(value) : "";
  const rest = quote(
    `[${escaped(description)}]${value ? `${value.isOptional ? "::" : ":"}${value.name}:${action}` : ""}`,
  );
  const [form = ""] = forms;
  return forms.length === 1 ? `${form}${rest}` : `'(${spellings.join(" ")})'{${forms.join(",")}}${rest}`;
}

function actionOf({ choices, isSeveral, isFile }: NonNullable<CompletedFlag["value"]>): string {
  if (isFile) return "_files";
  if (choices.length === 0) return " ";
  // With commas between them, and none of them twice.
  return isSeveral ? `_sequence compadd - ${choices.join(" ")}` : `(${choices.join(" ")})`;
}

const escaped = (text: string) => text.replace(/[\\[\]:]/g, "\\$&");

const quote = (text: string) => inSingleQuotes(text, "posix");
