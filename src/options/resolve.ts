import type { Answers } from "../answers/answers.ts";
import { applicationIn } from "../application/application.ts";
import type { CommandLine } from "../command-line/flags.ts";
import { helpCommand } from "../command-line/same-again.ts";
import { UserError } from "../errors.ts";
import { type FeatureName, misfitsOf, proxyFeatures, routesOf } from "../features/rules.ts";
import type { Io } from "../io.ts";
import { pathOf } from "../path-of.ts";
import { completed } from "./default-options.ts";
import type { Checked, DefaultContext, OptionValue } from "./kinds/kind.ts";
import { flagOf, nearest } from "./names.ts";
import type { Problem } from "./problems.ts";
import {
  appliesTo,
  hasPackages,
  type OptionName,
  type Options,
  optionNames,
  optionTable,
  specOf,
} from "./table.ts";
import { check, fromText } from "./values.ts";
import { windowsNameFault } from "./windows-names.ts";

/** Options that have a value so far. */
export type Given = { -readonly [Name in OptionName]?: Options[Name] };

/**
 * Reads the flags and the answers, of which a flag has the greater authority.
 * @throws UserError that lists every fault in either of them
 */
export async function readGiven(
  line: CommandLine,
  answers: Answers | undefined,
  io: Pick<Io, "cwd" | "env" | "platform">,
): Promise<Given> {
  const { given, problems } = readValues(line, answers?.values ?? {}, io);
  if (answers && mayRepeat(answers)) problems.push(...(await repeated(answers)));
  if (problems.length > 0) {
    const faults = answers ? await withPlaces(problems, answers) : problems;
    throw new UserError("BAD_OPTIONS", ["badOptions", faults.length], {
      faults,
      hint: ["badOptionsHint", helpCommand(line.command, io)],
    });
  }
  return given;
}

/** Where a value was given: by a flag, or by a member of the answers. */
type Origin = Pick<Problem, "option" | "label" | "member">;

function readValues(line: CommandLine, values: Answers["values"], io: Pick<Io, "cwd" | "platform">) {
  const given: Record<string, OptionValue> = {};
  const problems: Problem[] = [...line.problems];
  const origins: Record<string, Origin> = {};
  const take = (origin: Origin, checked: Checked) => {
    origins[origin.option] = origin;
    if ("value" in checked) given[origin.option] = checked.value;
    else for (const { part, ...fault } of checked.wrong) problems.push({ ...origin, ...fault, value: part });
  };

  for (const [option, value] of Object.entries(values)) {
    const origin = { option, label: JSON.stringify(option), member: option };
    if (Object.hasOwn(optionTable, option)) take(origin, check(option as OptionName, value));
    else problems.push({ ...origin, kind: "unknown", value, nearest: nearest(option, optionNames) });
  }
  for (const [name, text] of Object.entries(line.given)) {
    const option = name as OptionName;
    take({ option, label: specOf(option).positional ? name : flagOf(name) }, fromText(option, text));
  }
  problems.push(
    ...takenPath(given, origins),
    ...idle(given, origins),
    ...misfits(given, origins),
    ...unverifiable(given, origins),
    ...badName(given, origins, io),
  );
  return { given: given as Given, problems };
}

/** What a generated server serves itself. */
const SERVER_ROUTES = /^\/(?:|healthz|readyz|openapi\.json|page\/.*)$/;

function takenPath(given: Given, origins: Readonly<Record<string, Origin>>): Problem[] {
  const { prefix = optionTable.prefix.default, path = optionTable.path.default, features = [] } = given;
  const origin = origins.path ?? origins.prefix;
  const endpoint = prefix + path;
  const isTaken = SERVER_ROUTES.test(endpoint) || routesOf(features, prefix).includes(endpoint);
  return origin && isTaken ? [{ ...origin, kind: "taken", value: endpoint }] : [];
}

/** What says nothing about a project of the framework that was chosen. */
function idle(given: Given, origins: Readonly<Record<string, Origin>>): Problem[] {
  const { framework = optionTable.framework.default } = given;
  return Object.values(origins)
    .map((origin) => ({ ...origin, value: given[origin.option as OptionName] }))
    .filter(({ option, value }) => value !== undefined && !appliesTo(option as OptionName, framework))
    .map((problem) => ({ ...problem, kind: "notWith", framework }));
}

/** Features that the framework's projects don't have, or that don't go together. */
function misfits(given: Given, origins: Readonly<Record<string, Origin>>): Problem[] {
  const { framework = optionTable.framework.default, features = [] } = given;
  const origin = origins.features;
  if (!origin) return [];
  return misfitsOf(features, framework).map((misfit) => {
    return { ...origin, kind: "misfit", value: misfit.feature, misfit };
  });
}

/** A server that would be started without the packages that it needs, or proven behind a proxy that it has not. */
function unverifiable(given: Given, origins: Readonly<Record<string, Origin>>): Problem[] {
  const { framework = optionTable.framework.default, language = optionTable.language.default } = given;
  const { install, verify, handler = optionTable.handler.default, features = [] } = given;
  if (
    origins.verify &&
    verify === "deploy" &&
    !proxyFeatures.some((name) => features.includes(name as FeatureName))
  ) {
    const misfit = { kind: "lacks", feature: "--verify=deploy", other: proxyFeatures.join(", ") } as const;
    return [{ ...origins.verify, kind: "misfit", value: verify, misfit }];
  }
  const isIdle = !verify || install !== false || !hasPackages({ framework, language, handler, features });
  return isIdle || !origins.verify ? [] : [{ ...origins.verify, kind: "needsInstall", value: verify }];
}

/** A folder that Windows could make, and not open. */
function badName(
  { directory }: Given,
  origins: Readonly<Record<string, Origin>>,
  io: Pick<Io, "cwd" | "platform">,
): Problem[] {
  if (io.platform !== "win32" || directory === undefined || !origins.directory) return [];
  const found = windowsNameFault(directory, io.cwd);
  return found ? [{ ...origins.directory, kind: "badName", value: found.part, nameFault: found.fault }] : [];
}

/** Whether an option may be there twice, of which JSON itself keeps the last in silence. */
function mayRepeat({ text, values }: Answers): boolean {
  // A name is spelled in one way where there are no escapes.
  const isTwice = (name: string) => text.split(JSON.stringify(name)).length > 2;
  return text.includes("\\") || optionNames.some((name) => Object.hasOwn(values, name) && isTwice(name));
}

async function repeated({ text }: Answers): Promise<Problem[]> {
  const { repeatedMembers } = await import("../answers/json-places.ts");
  return repeatedMembers(text).map((member) => {
    return { kind: "repeated", option: member, label: JSON.stringify(member), value: member, member };
  });
}

async function withPlaces(problems: readonly Problem[], answers: Answers): Promise<readonly Problem[]> {
  if (problems.every(({ member }) => member === undefined)) return problems;
  return (await import("../answers/json-places.ts")).withPlaces(problems, answers);
}

/** Fills in the defaults of all that was not given. */
export function withDefaults(
  given: Given,
  context: Omit<DefaultContext, "target"> & { cwd: string },
): Options {
  const { directory = optionTable.directory.default } = given;
  const target = pathOf(directory, context);
  return completed(given, { env: context.env, locale: context.locale, target });
}

/** The options, where a document has a valid value for each. */
export function validOptions(document: unknown): Options | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  const values = new Map(Object.entries(document));
  const entries = optionNames.map((name) => [name, check(name, values.get(name))] as const);
  if (!entries.every(([, checked]) => "value" in checked)) return undefined;
  const options = Object.fromEntries(optionNames.map((name) => [name, values.get(name)])) as Options;
  const application = applicationIn(values.get("application"));
  return values.has("application") && !application
    ? undefined
    : { ...options, ...(application && { application }) };
}
