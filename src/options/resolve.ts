import { resolve as resolvePath } from "node:path";
import { UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import { defaultOf } from "./default-options.ts";
import type { CommandLine } from "./flags.ts";
import { flagOf, nearest } from "./names.ts";
import { faultOf, type Problem } from "./problems.ts";
import type { DefaultContext, OptionValue } from "./spec.ts";
import { appliesTo, hasPackages, type OptionName, type Options, optionNames, optionTable } from "./table.ts";
import { type Checked, check, fromText } from "./values.ts";

/** Options that have a value so far. */
export type Given = { -readonly [Name in OptionName]?: Options[Name] };

/**
 * Reads the flags and the answers, of which a flag has the greater authority.
 * @throws UserError that lists every fault in either of them
 */
export function readGiven(line: CommandLine, answers: Record<string, unknown>, t: Messages): Given {
  const problems: Problem[] = [...line.problems];
  const given: Record<string, OptionValue> = {};
  const take = (option: string, label: string, checked: Checked) => {
    if ("value" in checked) given[option] = checked.value;
    else problems.push({ option, label, value: checked.part, kind: checked.kind, nearest: checked.nearest });
  };

  for (const [name, value] of Object.entries(answers)) {
    const label = JSON.stringify(name);
    if (Object.hasOwn(optionTable, name)) take(name, label, check(name as OptionName, value));
    else {
      problems.push({
        kind: "unknown",
        option: name,
        label,
        value,
        nearest: nearest(name, optionNames),
      });
    }
  }
  for (const [name, text] of Object.entries(line.given)) {
    const label = optionTable[name as OptionName] === optionTable.directory ? "directory" : flagOf(name);
    take(name, label, fromText(name as OptionName, text));
  }

  problems.push(...takenPath(given), ...idle(given), ...unverifiable(given));
  if (problems.length > 0) {
    const faults = problems.map((problem) => faultOf(problem, t));
    throw new UserError("BAD_OPTIONS", t.errors.badOptions(faults.length), {
      faults,
      hint: t.errors.badOptionsHint,
    });
  }
  return given;
}

/** What a generated server serves itself. */
const SERVER_ROUTES = /^\/(?:|healthz|readyz|openapi\.json|page\/.*)$/;

function takenPath({
  prefix = optionTable.prefix.default,
  path = optionTable.path.default,
}: Given): Problem[] {
  const endpoint = prefix + path;
  return SERVER_ROUTES.test(endpoint)
    ? [{ kind: "taken", option: "path", label: flagOf("path"), value: endpoint }]
    : [];
}

/** What says nothing about a project of the framework that was chosen. */
function idle(given: Given): Problem[] {
  const { framework = optionTable.framework.default } = given;
  const names = Object.keys(given) as OptionName[];
  return names
    .filter((option) => !appliesTo(option, framework))
    .map((option) => ({ kind: "notWith", option, label: flagOf(option), value: given[option], framework }));
}

/** A server that needs packages, and would be started without them. */
function unverifiable({
  framework = optionTable.framework.default,
  language = optionTable.language.default,
  install,
  verify,
}: Given): Problem[] {
  if (!verify || install !== false || !hasPackages({ framework, language })) return [];
  return [{ kind: "needsInstall", option: "verify", label: flagOf("verify"), value: verify }];
}

/** Fills in the defaults of all that was not given. */
export function withDefaults(
  given: Given,
  context: Omit<DefaultContext, "target"> & { cwd: string },
): Options {
  const { directory = optionTable.directory.default } = given;
  const target = resolvePath(context.cwd, directory);
  const entries = optionNames.map((name) => [
    name,
    given[name] ?? defaultOf(name, { env: context.env, target }),
  ]);
  return Object.fromEntries(entries) as Options;
}
