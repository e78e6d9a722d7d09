import type { Feature } from "../features/feature.ts";
import { features } from "../features/index.ts";
import { featureLayers } from "../features/rules.ts";
import { type HandlerName, handlers, layersOf } from "../handlers/index.ts";
import { type Messages, titleOf } from "../i18n/messages.ts";
import { flagOf } from "../options/names.ts";
import type { OptionName } from "../options/table.ts";
import { appliesTo, type Framework, optionTable, shownOptionNames, specOf } from "../options/table.ts";
import type { Content, Layers } from "../plan/layers.ts";
import type { PlatformName } from "../platforms/frameworks.ts";
import { allowedValues, defaultText } from "../report/option-words.ts";
import type { CommandReport, Run } from "./command.ts";
import { isOf, packagesOf } from "./list/brought.ts";

type Described<Describe extends (...args: never[]) => unknown> = readonly ReturnType<Describe>[];

interface Listed {
  readonly frameworks: Described<typeof describeFramework>;
  readonly handlers: Described<typeof describeHandler>;
  readonly features: Described<typeof describeFeature>;
  readonly options: Described<typeof describeOption>;
}

/** Tells which frameworks, languages, handlers, features and options there are. */
export async function list({ io, t }: Run): Promise<CommandReport> {
  const folders = [
    ...handlers.flatMap(({ name }) => layersOf(name)),
    ...featureLayers(features.map(({ name }) => name)),
  ];
  const layers = await io.readLayers((name) => folders.some((folder) => isOf(folder, name)));
  const document: Listed = {
    frameworks: optionTable.framework.choices.map((name) => describeFramework(name, t)),
    handlers: handlers.map(({ name }) => describeHandler(name, layers, t)),
    features: features.map((record) => describeFeature(record, layers, t)),
    options: shownOptionNames.map((name) => describeOption(name, t)),
  };
  return { exitCode: 0, text: textOf(document, t), document };
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

function describeHandler(name: HandlerName, layers: Layers<Content>, t: Messages) {
  const platforms = (["node", "python"] as const).filter(
    (platform) => `handlers/${name}/+${platform}` in layers,
  );
  const packages = packagesOf(layersOf(name), platforms, layers);
  return { name, title: titleOf(name, t), platforms, packages };
}

function describeFeature(record: Feature, layers: Layers<Content>, t: Messages) {
  const { name, platforms, needs = [], notWith = [] } = record;
  const packages = packagesOf(featureLayers([name]), platforms, layers);
  return { name, title: titleOf(name, t), platforms, needs, notWith, packages };
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
    ...("choices" in spec && { choices: spec.choices }),
    ...(spec.type === "integer" && { min: spec.min, max: spec.max }),
    asked: spec.asked === true,
    scope: spec.scope,
    frameworks: optionTable.framework.choices.filter((framework) => appliesTo(name, framework)),
  };
}

function textOf({ frameworks, handlers, features, options }: Listed, t: Messages): string {
  const rows = frameworks.map(
    ({ name, title, languages }) => [name, languages.length === 0 ? title : languages.join(", ")] as const,
  );
  return [
    t.list.frameworks,
    ...inColumns(rows),
    "",
    t.list.handlers,
    ...handlers.flatMap((handler) => choiceLines(handler, t)),
    "",
    ...(features.length > 0 ? [t.list.features, ...features.flatMap((one) => choiceLines(one, t)), ""] : []),
    t.help.options,
    ...options.flatMap(({ flag = t.list.folder, alias, description, defaultText, allowed }) => [
      `  ${[flag, ...(alias ? [alias] : [])].join(", ")}  ${description}`,
      `      ${t.list.values(defaultText, allowed)}`,
    ]),
  ].join("\n");
}

function inColumns(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
}

interface Listable {
  readonly name: string;
  readonly title: string;
  readonly platforms: readonly PlatformName[];
  readonly packages: Readonly<Record<string, readonly string[]>>;
  readonly needs?: readonly string[];
  readonly notWith?: readonly string[];
}

function choiceLines(
  { name, title, platforms, packages, needs = [], notWith = [] }: Listable,
  t: Messages,
): string[] {
  const brought = platforms.map((platform) => {
    const names = packages[platform] ?? [];
    return `${platform}: ${names.length > 0 ? names.join(", ") : t.list.noPackages}`;
  });
  const others = [
    ...(needs.length > 0 ? [t.list.needs(needs.join(", "))] : []),
    ...(notWith.length > 0 ? [t.list.notWith(notWith.join(", "))] : []),
  ];
  // What is to be typed comes first; many a title begins with it.
  const head = title.startsWith(name) ? title : t.problems.about(name, title);
  return [`  ${head}`, `      ${[...brought, ...others].join("; ")}`];
}
