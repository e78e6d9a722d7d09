import { type Messages, titleOf } from "../i18n/messages.ts";
import { defaultText } from "../options/default-text.ts";
import { flagOf } from "../options/names.ts";
import { allowedValues } from "../options/problems.ts";
import type { OptionName } from "../options/table.ts";
import { appliesTo, type Framework, optionTable, shownOptionNames, specOf } from "../options/table.ts";
import type { CommandReport, Run } from "./command.ts";

/** Tells which frameworks, languages and options there are. */
export function list({ t }: Run): CommandReport {
  const frameworks = optionTable.framework.choices.map((name) => describeFramework(name, t));
  const options = shownOptionNames.map((name) => describeOption(name, t));
  return { exitCode: 0, text: textOf(frameworks, options, t), document: { frameworks, options } };
}

function describeFramework(name: Framework, t: Messages) {
  const choicesOf = (option: "language" | "packageManager") =>
    appliesTo(option, name) ? optionTable[option].choices : [];
  return {
    name,
    title: titleOf(name, t),
    languages: choicesOf("language"),
    packageManagers: choicesOf("packageManager"),
  };
}

function describeOption(name: OptionName, t: Messages) {
  const spec = specOf(name);
  return {
    name,
    // The folder is given without a flag.
    ...(!spec.positional && { flag: flagOf(name) }),
    ...(spec.alias && { alias: `-${spec.alias}` }),
    type: spec.type,
    description: t.options[name],
    // A default that depends on where the program runs has words alone.
    ...(typeof spec.default !== "function" && { default: spec.default }),
    defaultText: defaultText(name, t),
    allowed: allowedValues(name, t),
    ...(spec.type === "choice" && { choices: spec.choices }),
    ...(spec.type === "integer" && { min: spec.min, max: spec.max }),
    asked: spec.asked === true,
    scope: spec.scope,
    frameworks: optionTable.framework.choices.filter((framework) => appliesTo(name, framework)),
  };
}

function textOf(
  frameworks: readonly ReturnType<typeof describeFramework>[],
  options: readonly ReturnType<typeof describeOption>[],
  t: Messages,
): string {
  const width = Math.max(...frameworks.map(({ name }) => name.length));
  return [
    t.list.frameworks,
    ...frameworks.map(
      ({ name, title, languages }) =>
        `  ${name.padEnd(width)}  ${languages.length === 0 ? title : languages.join(", ")}`,
    ),
    "",
    t.help.options,
    ...options.flatMap(({ flag = t.list.folder, alias, description, defaultText, allowed }) => [
      `  ${[flag, ...(alias ? [alias] : [])].join(", ")}  ${description}`,
      `      ${t.help.default} ${defaultText}; ${allowed}`,
    ]),
  ].join("\n");
}
