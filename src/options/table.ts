import type { Application } from "../application/application.ts";
import { bringPackages, featureNames } from "../features/rules.ts";
import { handlerNames, handlerOf, modelsFor } from "../handlers/index.ts";
import { type Framework, frameworkNames, frameworkOf } from "../platforms/frameworks.ts";
import { defaultLanguage, defaultName, defaultPackageManager } from "./defaults.ts";
import type { OptionSpec } from "./kinds/index.ts";
import {
  DIRECTORY_PATTERN,
  HOST_PATTERN,
  isHost,
  isPackageName,
  MODEL_PATTERN,
  PACKAGE_NAME_PATTERN,
  URL_PATH_PATTERN,
  URL_PREFIX_PATTERN,
  withLeadingSlash,
  withoutTrailingSlash,
} from "./rules.ts";

/**
 * All options, in the order in which they are asked and listed. Flags, prompts, types, validation, help, the
 * JSON Schema of the answers file and the table in the README are all made from this one table.
 */
export const optionTable = {
  directory: {
    type: "text",
    scope: "run",
    positional: true,
    asked: true,
    default: "my-server",
    pattern: DIRECTORY_PATTERN,
    maxLength: 1000,
  },
  ifExists: {
    type: "choice",
    scope: "run",
    asked: true,
    default: "error",
    choices: ["error", "merge", "overwrite"],
  },
  name: {
    type: "text",
    scope: "project",
    default: defaultName,
    pattern: PACKAGE_NAME_PATTERN,
    maxLength: 214,
    isValid: isPackageName,
  },
  framework: {
    type: "choice",
    scope: "project",
    alias: "f",
    asked: true,
    default: "node",
    choices: frameworkNames,
    meant: { llmbrick: /^(?:py|fastapi)/i },
  },
  language: {
    type: "choice",
    scope: "project",
    asked: true,
    default: "ts",
    choices: ["ts", "js"],
    meant: { ts: /^type/i, js: /^(?:java|node)/i },
    platforms: ["node"],
  },
  handler: { type: "choice", scope: "project", asked: true, default: "hello", choices: handlerNames },
  features: { type: "set", scope: "project", asked: true, default: [], choices: featureNames },
  host: {
    type: "text",
    scope: "project",
    asked: true,
    default: "127.0.0.1",
    pattern: HOST_PATTERN,
    maxLength: 253,
    isValid: isHost,
  },
  port: { type: "integer", scope: "project", alias: "p", asked: true, default: 9000, min: 1, max: 65_535 },
  models: {
    type: "list",
    scope: "project",
    asked: true,
    default: ({ answers }) => modelsFor(answers?.handler),
    pattern: MODEL_PATTERN,
    maxLength: 200,
  },
  maxMessageLength: {
    type: "integer",
    scope: "project",
    asked: true,
    group: "limits",
    default: 5000,
    min: 1,
    max: 10_000_000,
  },
  maxMessagesCount: {
    type: "integer",
    scope: "project",
    asked: true,
    group: "limits",
    default: 100,
    min: 1,
    max: 100_000,
  },
  requestTimeout: {
    type: "integer",
    scope: "project",
    asked: true,
    group: "limits",
    default: 30,
    min: 1,
    max: 86_400,
  },
  maxConcurrentConnections: {
    type: "integer",
    scope: "project",
    asked: true,
    group: "limits",
    default: 100,
    min: 1,
    max: 1_000_000,
  },
  prefix: {
    type: "text",
    scope: "project",
    default: "",
    pattern: URL_PREFIX_PATTERN,
    maxLength: 1000,
    normalise: withoutTrailingSlash,
  },
  path: {
    type: "text",
    scope: "project",
    default: "/chat/completions",
    pattern: URL_PATH_PATTERN,
    maxLength: 1000,
    normalise: withLeadingSlash,
  },
  debug: { type: "switch", scope: "project", default: true },
  requestLogging: { type: "switch", scope: "project", default: true },
  validationDetails: { type: "switch", scope: "project", default: true },
  testPage: { type: "switch", scope: "project", asked: true, default: true },
  lang: {
    type: "choice",
    scope: "project",
    default: defaultLanguage,
    choices: ["en", "zh-TW"],
    meant: { en: /^en/i, "zh-TW": /^(?:zh|tw|chinese|中文|繁)/i },
  },
  packageManager: {
    type: "choice",
    scope: "project",
    default: defaultPackageManager,
    choices: ["npm", "pnpm", "yarn", "bun"],
    platforms: ["node"],
  },
  install: { type: "switch", scope: "run", asked: true, default: true },
  git: { type: "switch", scope: "run", asked: true, default: true },
  verify: { type: "switch", scope: "run", default: false, words: ["deploy"] },
} as const satisfies Record<string, OptionSpec>;

export interface ControlSpec {
  readonly alias?: string;
  /** What its value is called; without it, it is a switch. */
  readonly value?: string;
  /** Commands take it that name it among their flags, and to make a project does not. */
  readonly isOfCommands?: true;
}

/** What the command line alone may say: how to run, not what to make. */
export const controlTable = {
  answers: { value: "FILE" },
  key: { value: "KEY", isOfCommands: true },
  model: { value: "MODEL", isOfCommands: true },
  only: { value: "SECTIONS", isOfCommands: true },
  into: { value: "FOLDER", isOfCommands: true },
  diff: { isOfCommands: true },
  force: { isOfCommands: true },
  undo: { isOfCommands: true },
  csv: { isOfCommands: true },
  yes: { alias: "y" },
  dryRun: {},
  json: {},
  debugCli: {},
  help: { alias: "h" },
  version: { alias: "v" },
} as const satisfies Record<string, ControlSpec>;

export type OptionTable = typeof optionTable;
export type OptionName = keyof OptionTable;
export type ControlName = keyof typeof controlTable;
/** The controls that take a value: the words for it are in the catalogue. */
export type ValuedControlName = {
  [Name in ControlName]: (typeof controlTable)[Name] extends { value: string } ? Name : never;
}[ControlName];

export const controlNames = Object.keys(controlTable) as readonly ControlName[];

export const isControl = (name: string): name is ControlName => Object.hasOwn(controlTable, name);

/** A control's specification, with the optional fields visible. */
export const controlOf = (name: ControlName): ControlSpec => controlTable[name];

/** Whether a control takes a value, and is no switch. */
export const isValued = (name: ControlName): name is ValuedControlName => controlOf(name).value !== undefined;

type ValueOf<Spec> = Spec extends { type: "choice"; choices: readonly (infer Choice)[] }
  ? Choice
  : Spec extends { type: "set"; choices: readonly (infer Choice)[] }
    ? readonly Choice[]
    : Spec extends { type: "integer" }
      ? number
      : Spec extends { type: "switch"; words: readonly (infer Word)[] }
        ? boolean | Word
        : Spec extends { type: "switch" }
          ? boolean
          : Spec extends { type: "list" }
            ? readonly string[]
            : string;

/** The resolved options: each has a valid value. */
export type Options = { readonly [Name in OptionName]: ValueOf<OptionTable[Name]> } & {
  /** Where the project is an endpoint in an application that is there. */
  readonly application?: Application;
};

export type { Framework };
export type Lang = Options["lang"];
export type PackageManager = Options["packageManager"];

export const optionNames = Object.keys(optionTable) as readonly OptionName[];

/** Whether an option leaves a choice: one of two words or more, or any of one or more. */
const leavesChoice = (spec: OptionSpec): boolean =>
  !("choices" in spec) || spec.choices.length > (spec.type === "set" ? 0 : 1);

/** The options that are shown: where there is nothing to choose, there is nothing to tell. */
export const shownOptionNames = optionNames.filter((name) => leavesChoice(optionTable[name]));

/** The options that shape the project's files, in the order of the table. */
export const projectOptionNames = optionNames.filter((name) => optionTable[name].scope === "project");

/** An option's specification, with the optional fields visible. */
export const specOf = (name: OptionName): OptionSpec => optionTable[name];

type NamesWith<Property> = {
  [Name in OptionName]: OptionTable[Name] extends Property ? Name : never;
}[OptionName];

/** The options that take free text: the words for what they allow are in the catalogue. */
export type TextOptionName = NamesWith<{ type: "text" | "list" }>;
export type AskedOptionName = NamesWith<{ asked: true }>;
export type DerivedOptionName = NamesWith<{ default: (...context: never[]) => unknown }>;

/** Whether an option says anything about a project of this framework. */
export const appliesTo = (name: OptionName, framework: Framework): boolean =>
  specOf(name).platforms?.includes(frameworkOf(framework).platform) ?? true;

/** Whether a project's server needs packages: those of its framework, its handler and its features. */
export const hasDependencies = ({
  framework,
  handler,
  features,
}: Pick<Options, "framework" | "handler" | "features">): boolean =>
  frameworkOf(framework).hasPackages || handlerOf(handler).hasPackages === true || bringPackages(features);

/** Whether a project has packages to install. To write TypeScript takes some, whatever the server needs. */
export const hasPackages = (
  options: Pick<Options, "framework" | "language" | "handler" | "features">,
): boolean => options.language === "ts" || hasDependencies(options);
