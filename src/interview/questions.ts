import { appliesInApplications, existsFor, featureNames, misfitsOf } from "../features/rules.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { defaultOf } from "../options/default-options.ts";
import { kindOf, type OptionSpec } from "../options/kinds/index.ts";
import type { Asked, OptionValue } from "../options/kinds/kind.ts";
import { askYesOrNo } from "../options/kinds/switch.ts";
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
import { misfitText } from "../report/fault.ts";
import { allowedValues } from "../report/option-words.ts";
import type { Topic } from "./interview.ts";

export interface Place {
  /** What was given, which no question changes. */
  readonly given: Given;
  /** That, and what was answered so far. */
  readonly answers: Given & Pick<Options, "application">;
  readonly io: Pick<Io, "env" | "cwd" | "platform">;
  readonly t: Messages;
  /** What was answered before. */
  readonly remembered: OptionValue | undefined;
  readonly note: string | undefined;
  readonly canGoBack: boolean;
}

/** The answer that is proposed to who has not given one: it may depend on those before. */
export function proposedAt(topic: Topic, { io, answers }: Pick<Place, "io" | "answers">): OptionValue {
  return topic === "limits" || defaultOf(topic, { env: io.env, target: io.cwd, answers });
}

/** The question of a topic, in words. */
export function askedAt(topic: Topic, place: Place): Asked {
  const { answers, io, t, note, canGoBack } = place;
  const initial = place.remembered ?? proposedAt(topic, place);
  const common = { note, canGoBack, t };
  if (topic === "limits") {
    const message = t.questions.limits(limitsText({ ...defaultLimits(), ...answers }, t));
    return askYesOrNo({ ...common, message, initial });
  }
  const spec = specOf(topic);
  const problemWith = topic === "features" ? misfitIn(place) : undefined;
  const about = {
    ...common,
    message: t.questions[topic],
    initial,
    allowed: allowedValues(topic, t),
    problemWith,
  };
  const asked = kindOf(spec).question(about, onOffer(topic, spec, place));
  return topic === "directory" && io.platform === "win32" ? withNamesChecked(asked, io.cwd, t) : asked;
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

/** What keeps features from being in one project, as one ticks them. */
function misfitIn({ answers, t }: Place) {
  const { framework = optionTable.framework.default } = answers;
  return (value: OptionValue) =>
    misfitsOf(value as Options["features"], framework)
      .map((misfit) => misfitText(misfit, t))
      .at(0);
}

/**
 * A framework is not on offer when what was given says nothing about its projects; a feature, when those of the
 * framework that was chosen don't have it, or an endpoint in an application can't.
 */
function onOffer(name: AskedOptionName, spec: OptionSpec, { given, answers }: Place): OptionSpec {
  const { framework = optionTable.framework.default, application } = answers;
  if (name === "features") {
    return {
      ...optionTable.features,
      choices: featureNames.filter(
        (feature) => existsFor(feature, framework) && (!application || appliesInApplications(feature)),
      ),
    };
  }
  if (name !== "framework") return spec;
  const { features = [] } = given;
  const names = Object.keys(given) as OptionName[];
  const choices = optionTable.framework.choices.filter(
    (other) =>
      names.every((option) => appliesTo(option, other)) &&
      features.every((feature) => existsFor(feature, other)),
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
