import { linesFor } from "../application/lines.ts";
import { Cancelled, type UserError } from "../errors.ts";
import { loadSha256, type Sha256 } from "../hash.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { faultOf } from "./fault.ts";
import { nextCommands } from "./next.ts";
import type { Outcome, ProjectChange } from "./outcome.ts";
import { hintOf, messageOf } from "./text.ts";

/** The outcome as members of a JSON document. */
export async function describe(outcome: Outcome, io: Io, t: Messages): Promise<object> {
  const [error] = outcome.errors;
  // A project that was written, or could have been, is described; one that was refused is not.
  const hasProject = error === undefined || outcome.steps.write === "done";
  return {
    ...(outcome.dryRun && { dryRun: true }),
    ...(error && { error: describeError(error, outcome, io, t) }),
    ...(hasProject && describeProject(outcome, await loadSha256())),
    ...(hasProject && outcome.change && { change: describeChange(outcome.change) }),
    steps: outcome.steps,
    ...(outcome.verification && { verification: outcome.verification }),
    ...(hasProject && { next: nextCommands(outcome, io) }),
  };
}

function describeError(error: UserError | Cancelled, outcome: Outcome, io: Io, t: Messages) {
  const hint = hintOf(error, outcome, io, t);
  return {
    code: error instanceof Cancelled ? "CANCELLED" : error.code,
    message: messageOf(error, outcome, t),
    ...(hint !== undefined && { hint }),
    faults: error instanceof Cancelled ? [] : error.faults.map((fault) => faultOf(fault, t)),
  };
}

const describeChange = ({ from, to, news, failed, back }: ProjectChange) => ({
  from,
  to,
  news,
  ...(failed && { failed: failed.command }),
  ...(back !== undefined && { back }),
});

function describeProject({ directory, options, changes }: Outcome, sha256: Sha256) {
  return {
    directory,
    name: options?.name,
    options,
    ...(options?.application && { lines: linesFor(options, options.application) }),
    files: changes.map(({ path, action, content, missing, conflicts, added, clash, planned, patch }) => ({
      path,
      action,
      bytes: Buffer.byteLength(content),
      sha256: sha256(content),
      ...(missing && { missing }),
      ...(conflicts && { conflicts }),
      ...(clash && { places: clash.places }),
      ...(planned !== undefined && { planned }),
      ...(patch !== undefined && { patch }),
      ...(added && { added }),
    })),
  };
}
