import type { Fault } from "../errors.ts";
import type { Misfit } from "../features/rules.ts";
import type { Messages } from "../i18n/messages.ts";
import { kindOf } from "./kinds/index.ts";
import { controlTable, type OptionName, specOf, type TextOptionName } from "./table.ts";
import type { NameFault } from "./windows-names.ts";

/** Where something is in a text. Both count from 1; columns are UTF-16 code units, as in editors. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with one value. */
export interface Problem {
  readonly kind:
    | "unknown"
    | "unknownKey"
    | "repeated"
    | "noValue"
    | "notAllowed"
    | "twice"
    | "taken"
    | "surplus"
    | "needsInstall"
    | "surplusWord"
    | "notWith"
    | "misfit"
    | "notForCommand"
    | "badName";
  readonly option: string;
  /** The option as the user wrote it: `--port`, or `"port"` in a JSON document. */
  readonly label: string;
  readonly value: unknown;
  /** The member of the answers document that it is about, and where that is. */
  readonly member?: string;
  readonly place?: Place;
  /** What the user may have meant. */
  readonly nearest?: string | undefined;
  /** The framework whose projects have no use for the option. */
  readonly framework?: string;
  /** Why a feature can't be in the project. */
  readonly misfit?: Misfit;
  /** The command that has no use for the option. */
  readonly command?: string;
  /** What Windows has against the name of a folder. */
  readonly nameFault?: NameFault;
  /** What is allowed, where the table of options does not tell. */
  readonly choices?: readonly string[];
}

/**
 * The problem in words: where it is, what was wrong, with which value, what is allowed.
 * @param source the path of the answers document, or `-`
 */
export function faultOf(problem: Problem, source: string, t: Messages): Fault {
  const { option, value, place } = problem;
  const text = typeof value === "string" ? value : String(JSON.stringify(value));
  const message = messageOf(problem, t);
  if (!place) return { option, value: text, message };
  return { option, value: text, message: `${placeText(source, place)}: ${message}`, ...place };
}

/** `answers.json:3:11`, which terminals and editors open at that place. */
export const placeText = (source: string, { line, column }: Place): string =>
  `${sourceText(source)}:${line}:${column}`;

/** An answers document as messages name it. */
export const sourceText = (source: string): string => (source === "-" ? "<stdin>" : source);

const SHOWN_LENGTH = 250;

function messageOf(problem: Problem, t: Messages): string {
  const { choices } = problem;
  const label = problem.label === "directory" ? t.list.folder : short(problem.label);
  const value = short(String(JSON.stringify(problem.value)));
  const allowed = () =>
    choices
      ? t.values.choice(choices)
      : allowedValues(problem.option, t, label.startsWith('"') ? "json" : "text");
  switch (problem.kind) {
    case "unknown":
      return t.problems.unknown(label) + suggestion(problem.nearest, t);
    case "unknownKey":
      return t.problems.unknownKey(label, short(String(problem.value)), suggestion(problem.nearest, t));
    case "repeated":
      return t.problems.repeated(label);
    case "noValue":
      return t.problems.noValue(label, allowed());
    case "surplus":
      return t.problems.surplus(value) + suggestion(problem.nearest, t);
    case "surplusWord":
      return t.problems.surplusWord(label, value);
    case "notForCommand":
      return t.problems.notForCommand(label, problem.command ?? "", allowed());
    case "needsInstall":
      return t.problems.needsInstall(label);
    case "twice":
      return t.problems.twice(label, value);
    case "notWith":
      return t.problems.notWith(label, value, problem.framework ?? "");
    case "misfit":
      return t.problems.about(label, problem.misfit ? misfitText(problem.misfit, t) : value);
    case "taken":
      return t.problems.taken(label, value);
    case "badName":
      return t.problems.badName(label, value, t.nameFaults[problem.nameFault ?? "character"]);
    case "notAllowed":
      return t.problems.notAllowed(label, value, allowed()) + suggestion(problem.nearest, t);
  }
}

/** Why a project can't have a feature, in words. */
export function misfitText(misfit: Misfit, t: Messages): string {
  if (misfit.kind !== "notThere") return t.misfits[misfit.kind](misfit.feature, misfit.other);
  return t.misfits.notThere(misfit.feature, misfit.framework, t.values.choice(misfit.frameworks));
}

/** As much of a text as one can read in a message. */
function short(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN_LENGTH)];
  const isWhole = text.length <= 2 * SHOWN_LENGTH && characters.length <= SHOWN_LENGTH;
  return isWhole ? text : `${characters.slice(0, SHOWN_LENGTH).join("")}…`;
}

function suggestion(word: string | undefined, t: Messages): string {
  return word === undefined ? "" : t.problems.suggestion(word);
}

/** The values that an option takes, in words, as they are written in a text or in JSON. */
export function allowedValues(name: string, t: Messages, form: "text" | "json" = "text"): string {
  if (name in controlTable) return name === "answers" ? t.values.file : t.values.switch;
  const spec = specOf(name as OptionName);
  const isList = spec.type === "list" && form === "json";
  return (
    kindOf(spec).expected(spec, t, form) ?? t.texts[name as TextOptionName] + (isList ? t.values.asList : "")
  );
}
