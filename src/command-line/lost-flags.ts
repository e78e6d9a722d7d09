import { UserError } from "../errors.ts";
import type { Environment, Io } from "../io.ts";
import { kindOf } from "../options/kinds/index.ts";
import { BOTH } from "../options/kinds/switch.ts";
import { flagOf } from "../options/names.ts";
import {
  controlNames,
  controlOf,
  isControl,
  isValued,
  type OptionName,
  optionNames,
  specOf,
} from "../options/table.ts";
import { fromText } from "../options/values.ts";
import { shellOf } from "../shell.ts";
import { assignmentWords, commandLine, flagWords } from "./call.ts";
import type { CommandLine } from "./flags.ts";

/** npm sets these for purposes of its own: to have them in the environment does not mean that we lost them. */
const NPMS_OWN = ["directory", "prefix", "yes", "key", "only", "help", "version"];

interface LostFlag {
  readonly name: string;
  /** As it arrived; undefined when npm took the value for a further word of the command. */
  readonly value: string | boolean | undefined;
}

/**
 * Refuses to go on when npm has kept flags to itself, as it does with all before `--`. It names them in the
 * environment: `--port 9100` arrives as `npm_config_port`.
 */
export function refuseLostFlags(line: CommandLine, { env, platform }: Pick<Io, "env" | "platform">): void {
  const seen = { ...line.given, ...line.controls };
  const controls = controlNames.filter((name) => line.command || !controlOf(name).isOfCommands);
  const lost = [...optionNames, ...controls]
    .filter((name) => !NPMS_OWN.includes(name) && !Object.hasOwn(seen, name))
    .flatMap((name) => lostFlag(name, env));
  if (lost.length === 0) return;

  const { values, words } = sortWords(lost, line);
  // PowerShell keeps the two dashes to itself, so that the flags would be lost again.
  const write = platform === "win32" ? assignmentWords : flagWords;
  const wordsOf = ({ name, value }: LostFlag) => write(name, value ?? values[name] ?? "VALUE");
  const keptWords = Object.entries(seen)
    .filter(([name]) => name !== "directory")
    .flatMap(([name, value]) =>
      write(name, isSwitch(name) && BOTH.includes(value) ? value === "true" : value),
    );
  const flags = [...keptWords, ...lost.flatMap(wordsOf)];
  const command = commandLine({
    starter: "npm",
    shell: shellOf({ env, platform }),
    ...(platform === "win32" ? { words: [...words, ...flags], flags: [] } : { words, flags }),
  });
  throw new UserError("LOST_FLAGS", [platform === "win32" ? "lostFlagsAsWords" : "lostFlags"], {
    hint: ["lostFlagsHint", command],
    faults: lost.map((flag) => ({
      option: flag.name,
      value: String(flag.value ?? values[flag.name] ?? ""),
      kind: "lost",
      label: wordsOf(flag).join(" "),
    })),
  });
}

function lostFlag(name: string, env: Environment): LostFlag[] {
  const value = env[`npm_config_${flagOf(name).slice(2).replaceAll("-", "_")}`];
  if (value === undefined) return [];
  if (name === "git") {
    // An option of npm's too: where git is. As such, `--git` arrives as nothing and `--no-git` as "false".
    return ["", "true", "false"].includes(value) ? [{ name, value: value !== "false" }] : [];
  }
  if (isSwitch(name))
    return [{ name, value: isWordOf(name, value) ? value : value !== "" && value !== "false" }];
  return [{ name, value: value === "true" ? undefined : value }];
}

/** Of the words that arrived, finds the value of the one flag that has lost it; the rest are the words of the call. */
function sortWords(lost: readonly LostFlag[], { positionals, command }: CommandLine) {
  const [first, ...more] = lost.filter(({ value }) => value === undefined);
  const fits = (word: string) => first !== undefined && isAccepted(first.name, word);
  const value = more.length === 0 ? positionals.findLast(fits) : undefined;
  const values: Record<string, string> = first && value !== undefined ? { [first.name]: value } : {};
  // The folder, or a command with what it takes.
  const words = positionals.filter((word) => word !== value).slice(0, command ? 2 : 1);
  return { values, words };
}

/** Whether a switch has this word for its value: `--verify=deploy`. */
const isWordOf = (name: string, value: string) =>
  !isControl(name) &&
  kindOf(specOf(name as OptionName))
    .choices(specOf(name as OptionName))
    .includes(value);

function isAccepted(name: string, word: string): boolean {
  return isControl(name) || "value" in fromText(name as OptionName, word);
}

function isSwitch(name: string): boolean {
  return isControl(name) ? !isValued(name) : !kindOf(specOf(name as OptionName)).takesValue;
}
