import type { Fault } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import { controlTable, type OptionName, specOf, type TextOptionName } from "./table.ts";

/** What is wrong with one value; `label` is the option as the user wrote it, such as `--port`. */
export type Problem = { readonly option: string; readonly label: string; readonly value: string } & (
  | { readonly kind: "unknown"; readonly nearest?: string | undefined }
  | { readonly kind: "noValue" | "surplus" | "twice" | "taken" }
  | { readonly kind: "notAllowed"; readonly nearest?: string | undefined }
);

/** The problem in words: what was wrong, with which value, what is allowed. */
export function faultOf(problem: Problem, t: Messages): Fault {
  const { option, value } = problem;
  return { option, value, message: messageOf(problem, t) };
}

function messageOf(problem: Problem, t: Messages): string {
  const { label } = problem;
  const value = JSON.stringify(problem.value);
  switch (problem.kind) {
    case "unknown":
      return t.problems.unknown(label) + suggestion(problem.nearest, t);
    case "noValue":
      return t.problems.noValue(label, allowedValues(problem.option, t));
    case "surplus":
      return t.problems.surplus(value);
    case "twice":
      return t.problems.twice(label, value);
    case "taken":
      return t.problems.taken(label, value);
    case "notAllowed":
      return (
        t.problems.notAllowed(label, value, allowedValues(problem.option, t)) + suggestion(problem.nearest, t)
      );
  }
}

function suggestion(word: string | undefined, t: Messages): string {
  return word === undefined ? "" : t.problems.suggestion(word);
}

/** The values that an option takes, in words. */
export function allowedValues(name: string, t: Messages): string {
  if (name in controlTable) return name === "answers" ? t.values.file : t.values.switch;
  const spec = specOf(name as OptionName);
  switch (spec.type) {
    case "choice":
      return t.values.choice(spec.choices);
    case "integer":
      return t.values.integer(spec.min, spec.max);
    case "switch":
      return t.values.switch;
    default:
      return t.texts[name as TextOptionName];
  }
}
