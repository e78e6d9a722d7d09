import { fileFor, isNameless, linesFor } from "../application/lines.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { nextCommands } from "./next.ts";
import type { Outcome } from "./outcome.ts";

/** What a user does with an endpoint that was put into their application: the lines to paste, the tests, the way back. */
export function applicationText(outcome: Outcome, io: Io, t: Messages): string {
  const { options, changes } = outcome;
  const { application } = options ?? {};
  if (!options || !application) return "";
  const file = fileFor(options, application) || t.report.composed;
  const route = options.prefix + options.path;
  return [
    "",
    ...changes
      .filter(({ added = [] }) => added.length > 0)
      .map(({ path, added = [] }) => t.report.addedTo(path, added.join(", "))),
    t.report.untouched,
    "",
    t.report.paste(file, isNameless(options, application)),
    "",
    ...linesFor(options, application).map((line) => `  ${line}`),
    "",
    t.report.joined(route, `${options.prefix}/`),
    "",
    t.report.next,
    ...nextCommands(outcome, io).map((command) => `  ${command}`),
  ].join("\n");
}
