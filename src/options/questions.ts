import { type Messages, titleOf } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { AnswerTo, ChoiceQuestion, Question } from "../terminal/question.ts";
import { defaultOf } from "./default-options.ts";
import type { Step } from "./interview.ts";
import { modelsText } from "./models-text.ts";
import { allowedValues } from "./problems.ts";
import type { Given } from "./resolve.ts";
import type { ChoiceSpec, OptionValue } from "./spec.ts";
import {
  type AskedOptionName,
  appliesTo,
  type OptionName,
  type Options,
  optionTable,
  specOf,
} from "./table.ts";
import { fromText } from "./values.ts";

/** A question to be asked, and what its answer makes of the option. */
export interface Asked {
  readonly question: Question;
  read(answer: AnswerTo<Question>): OptionValue;
}

export interface Place {
  readonly given: Given;
  readonly io: Pick<Io, "env" | "cwd">;
  readonly t: Messages;
  /** What was answered before. */
  readonly remembered: OptionValue | undefined;
  readonly note: string | undefined;
  readonly canGoBack: boolean;
}

/** The question of a step, in words. */
export function askedAt(step: Step, place: Place): Asked {
  const { given, io, t, remembered, note, canGoBack } = place;
  const common = { note, canGoBack };
  if (step === "limits") {
    const message = t.questions.limits(limitsText({ ...defaultLimits(), ...given }, t));
    return yesOrNo({ ...common, message }, remembered !== false, t);
  }
  const spec = specOf(step);
  const about = { ...common, message: t.questions[step] };
  const initial = remembered ?? defaultOf(step, { env: io.env, target: io.cwd });
  if (spec.type === "switch") return yesOrNo(about, initial === true, t);
  if (spec.type === "choice") {
    const values = choicesOf(step, given);
    const choices = values.map((value) => ({ title: titleOf(value, t) }));
    return {
      question: { kind: "choice", ...about, choices, initial: Math.max(0, values.indexOf(String(initial))) },
      read: (index) => values[Number(index)] ?? "",
    };
  }
  return {
    question: {
      kind: "text",
      ...about,
      initial: typeof initial === "object" ? modelsText(initial) : String(initial),
      problemWith: (text) =>
        "value" in fromText(step, text) ? undefined : t.problems.tryAgain(allowedValues(step, t)),
    },
    read: (text) => readValue(step, String(text)),
  };
}

function yesOrNo(
  about: Pick<ChoiceQuestion, "message" | "note" | "canGoBack">,
  initial: boolean,
  t: Messages,
): Asked {
  const choices = [
    { title: t.review.yes, key: "y" },
    { title: t.review.no, key: "n" },
  ];
  return {
    question: { kind: "choice", ...about, choices, initial: initial ? 0 : 1, isInline: true },
    read: (index) => index === 0,
  };
}

/** A framework is not on offer when what was given says nothing about its projects. */
function choicesOf(name: AskedOptionName, given: Given): readonly string[] {
  if (name !== "framework") return (specOf(name) as ChoiceSpec).choices;
  const names = Object.keys(given) as OptionName[];
  return optionTable.framework.choices.filter((framework) =>
    names.every((option) => appliesTo(option, framework)),
  );
}

/** The text is valid: the terminal has checked it. */
function readValue(name: OptionName, text: string): OptionValue {
  const checked = fromText(name, text);
  return "value" in checked ? checked.value : text;
}

type Limits = Pick<
  Options,
  "maxMessageLength" | "maxMessagesCount" | "requestTimeout" | "maxConcurrentConnections"
>;

/** The limits in one line. */
export function limitsText(limits: Limits, t: Messages): string {
  return t.limits(
    limits.maxMessageLength,
    limits.maxMessagesCount,
    limits.requestTimeout,
    limits.maxConcurrentConnections,
  );
}

const defaultLimits = (): Limits => ({
  maxMessageLength: optionTable.maxMessageLength.default,
  maxMessagesCount: optionTable.maxMessagesCount.default,
  requestTimeout: optionTable.requestTimeout.default,
  maxConcurrentConnections: optionTable.maxConcurrentConnections.default,
});
