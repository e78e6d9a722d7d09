import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { defaultOf } from "../options/default-options.ts";
import { kindOf, type OptionSpec } from "../options/kinds/index.ts";
import type { Asked, OptionValue } from "../options/kinds/kind.ts";
import { askYesOrNo } from "../options/kinds/switch.ts";
import { allowedValues } from "../options/problems.ts";
import type { Given } from "../options/resolve.ts";
import {
  type AskedOptionName,
  appliesTo,
  type OptionName,
  type Options,
  optionTable,
  specOf,
} from "../options/table.ts";
import { windowsNameFault } from "../options/windows-names.ts";
import type { Step } from "./interview.ts";

export interface Place {
  /** What was given, and what was answered so far. */
  readonly given: Given;
  readonly io: Pick<Io, "env" | "cwd" | "platform">;
  readonly t: Messages;
  /** What was answered before. */
  readonly remembered: OptionValue | undefined;
  readonly note: string | undefined;
  readonly canGoBack: boolean;
}

/** The question of a step, in words. */
export function askedAt(step: Step, place: Place): Asked {
  const { given, io, t, remembered, note, canGoBack } = place;
  const common = { note, canGoBack, t };
  if (step === "limits") {
    const message = t.questions.limits(limitsText({ ...defaultLimits(), ...given }, t));
    return askYesOrNo({ ...common, message, initial: remembered !== false });
  }
  const spec = specOf(step);
  const initial = remembered ?? defaultOf(step, { env: io.env, target: io.cwd, answers: given });
  const about = { ...common, message: t.questions[step], initial, allowed: allowedValues(step, t) };
  const asked = kindOf(spec).question(about, onOffer(step, spec, given));
  return step === "directory" && io.platform === "win32" ? withNamesChecked(asked, io.cwd, t) : asked;
}

/** Tells as one types what Windows has against the name of a folder. */
function withNamesChecked({ question, read }: Asked, cwd: string, t: Messages): Asked {
  if (question.kind !== "text") return { question, read };
  const problemWith = (text: string) => {
    const found = windowsNameFault(text, cwd);
    return question.problemWith(text) ?? (found && t.nameFaults[found.fault]);
  };
  return { question: { ...question, problemWith }, read };
}

/** A framework is not on offer when what was given says nothing about its projects. */
function onOffer(name: AskedOptionName, spec: OptionSpec, given: Given): OptionSpec {
  if (name !== "framework") return spec;
  const names = Object.keys(given) as OptionName[];
  const choices = optionTable.framework.choices.filter((framework) =>
    names.every((option) => appliesTo(option, framework)),
  );
  return { ...optionTable.framework, choices };
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
