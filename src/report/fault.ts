import type { Misfit } from "../features/rules.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Place, Problem } from "../options/problems.ts";
import { allowedValues } from "./option-words.ts";
import { sourceText } from "./phrase.ts";

/** One thing that is wrong with the options or the answers, in words. */
export interface Fault {
  /** The option's camelCase name, or the word that was given for one. */
  readonly option: string;
  readonly value: string;
  readonly message: string;
  /** Where it is in the answers document. */
  readonly line?: number;
  readonly column?: number;
}

/** A problem in words: where it is, what was wrong, with which value, what is allowed. */
export function faultOf(problem: Problem, t: Messages): Fault {
  const { option, value, place } = problem;
  const text = typeof value === "string" ? value : String(JSON.stringify(value));
  const message = messageOf(problem, t);
  if (!place) return { option, value: text, message };
  const { line, column } = place;
  return { option, value: text, message: `${placeText(place)}: ${message}`, line, column };
}

/** `answers.json:3:11`, which terminals and editors open at that place. */
const placeText = ({ source, line, column }: Place): string => `${sourceText(source)}:${line}:${column}`;

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
    case "surplusOperand":
      return t.problems.surplusOperand(label, value, allowed());
    case "unknownCommand":
      return t.problems.unknownCommand(value) + suggestion(problem.nearest, t);
    case "notForCommand":
      return t.problems.notForCommand(label, problem.command ?? "", allowed());
    case "onlyForCommands":
      return t.problems.onlyForCommands(label, allowed()) + suggestion(problem.nearest, t);
    case "needsInstall":
      return t.problems.needsInstall(label);
    case "lost":
      return label;
    case "syntax":
      return t.json[problem.syntax ?? ""] ?? problem.syntax ?? "";
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
