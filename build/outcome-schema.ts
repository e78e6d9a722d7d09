import type { Status as ClauseStatus, Reason } from "../src/commands/check/examine.ts";
import type { CheckName, Status } from "../src/commands/doctor/check.ts";
import type { Fault, Mismatch } from "../src/commands/grade/compare.ts";
import type { Outcome } from "../src/commands/grade/rerun.ts";
import type { VerifyStep } from "../src/effects/verify/verify.ts";
import { EXIT_CODES } from "../src/errors.ts";
import { en } from "../src/i18n/en.ts";
import type { OptionSpec } from "../src/options/kinds/index.ts";
import { optionNames, optionTable } from "../src/options/table.ts";
import type { VerifyStepName } from "../src/phrase.ts";
import type { FileChange } from "../src/plan/changes.ts";
import type { PlatformName } from "../src/platforms/frameworks.ts";
import { steps as runSteps } from "../src/steps/index.ts";
import type { StepState } from "../src/steps/step.ts";

const text = { type: "string" };
const count = { type: "integer", minimum: 0 };
const place = { type: "integer", minimum: 1 };
const sha256 = { type: "string", pattern: "^[0-9a-f]{64}$" };
const list = (items: object) => ({ type: "array", items });
/** One of some words, all of which the type knows. */
const oneOf = <Word extends string>(words: Record<Word, unknown>) => ({ enum: Object.keys(words) });

/** An object with these members and no others. Those whose names end in `?` may be left out. */
function object(members: Readonly<Record<string, object | boolean>>) {
  const names = Object.keys(members);
  return {
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name.replace(/\?$/, ""), members[name]])),
    required: names.filter((name) => !name.endsWith("?")),
    additionalProperties: false,
  };
}

const actions = oneOf<FileChange["action"]>(en.report.actions);
/** Size and digest are those of the generated file, which is not the one that is there when that is kept. */
const conflict = object({ member: text, present: true, planned: true });
/** What a kept file lacks is members of an object, or lines. */
const missing = { anyOf: [{ type: "object" }, list(text)] };
const file = object({
  path: text,
  action: actions,
  bytes: count,
  sha256,
  "missing?": missing,
  "conflicts?": list(conflict),
  "places?": place,
  "planned?": text,
  "patch?": text,
  "added?": list(text),
});

const states = oneOf<StepState>({ done: 1, skipped: 1, failed: 1 });
const steps = object(Object.fromEntries(runSteps.map(({ name }) => [name, states])));

const verification = list(
  object({
    step: oneOf<VerifyStepName>(en.verify.steps),
    status: oneOf<VerifyStep["status"]>({ done: 1, failed: 1, skipped: 1 }),
    ms: count,
  }),
);

const fault = object({ option: text, value: text, message: text, "line?": place, "column?": place });
const error = object({
  code: { enum: [...Object.keys(EXIT_CODES), "CANCELLED"] },
  message: text,
  "hint?": text,
  faults: list(fault),
});

const earlier = { type: "string", description: "the command that was to show what files were before edits" };

const project = {
  directory: { type: "string", description: "an absolute path" },
  name: text,
  options: { $ref: "answers.schema.json", type: "object", required: optionNames },
  "lines?": list(text),
  files: list(file),
  "change?": object({ from: text, to: text, news: list(text), "failed?": earlier, "back?": text }),
};

const done = object({
  ok: { const: true },
  version: text,
  "dryRun?": { const: true },
  ...project,
  steps,
  "verification?": verification,
  next: list(text),
});

/** A run that failed before the project was there, and one that failed after that. */
const refused = object({ ok: { const: false }, version: text, "dryRun?": { const: true }, error, steps });
const failed = object({
  ok: { const: false },
  version: text,
  error,
  ...project,
  steps,
  "verification?": verification,
  next: list(text),
});

const types = oneOf<OptionSpec["type"]>({ text: 1, list: 1, integer: 1, choice: 1, set: 1, switch: 1 });
const platforms = list(oneOf<PlatformName>({ node: 1, python: 1 }));
const packages = object({ "node?": list(text), "python?": list(text) });
const listed = object({
  ok: { const: true },
  version: text,
  frameworks: list(
    object({
      name: { enum: optionTable.framework.choices },
      title: text,
      languages: list({ enum: optionTable.language.choices }),
      packageManagers: list({ enum: optionTable.packageManager.choices }),
    }),
  ),
  handlers: list(object({ name: { enum: optionTable.handler.choices }, title: text, platforms, packages })),
  features: list(
    object({
      name: { enum: optionTable.features.choices },
      title: text,
      platforms,
      needs: list(text),
      notWith: list(text),
      packages,
    }),
  ),
  options: list(
    object({
      name: { enum: optionNames },
      "flag?": text,
      "alias?": text,
      type: types,
      description: text,
      "default?": true,
      defaultText: text,
      allowed: text,
      "choices?": list(text),
      "min?": { type: "integer" },
      "max?": { type: "integer" },
      asked: { type: "boolean" },
      scope: oneOf<OptionSpec["scope"]>({ project: 1, run: 1 }),
      frameworks: list({ enum: optionTable.framework.choices }),
    }),
  ),
});

const examined = object({
  ok: { type: "boolean" },
  version: text,
  checks: list(
    object({
      name: oneOf<CheckName>(en.doctor.names),
      status: oneOf<Status>({ ok: 1, warning: 1, failed: 1 }),
      found: text,
      "fix?": text,
    }),
  ),
});

const checked = object({
  ok: { type: "boolean" },
  version: text,
  endpoint: text,
  model: text,
  kept: count,
  broken: count,
  skipped: count,
  clauses: list(
    object({
      section: text,
      promise: text,
      status: oneOf<ClauseStatus>(en.check.statuses),
      "found?": text,
      "reason?": oneOf<Reason>(en.check.reasons),
    }),
  ),
});

const mismatches = list(oneOf<Mismatch>(en.grade.mismatches));
const graded = object({
  ok: { type: "boolean" },
  version: text,
  contained: { type: "boolean", description: "whether the system kept network and disk from what was run" },
  lessons: list(object({ name: text, title: text, hash: sha256 })),
  submissions: list(
    object({
      name: text,
      owner: text,
      points: count,
      "fault?": oneOf<Fault>(en.grade.faults),
      mismatches,
      marks: list(
        object({
          lesson: text,
          points: { enum: [0, 1] },
          outcome: object({
            state: oneOf<Outcome["state"]>({ passed: 1, failed: 1, ended: 1, late: 1, missing: 1 }),
            "check?": text,
          }),
          mismatches,
        }),
      ),
    }),
  ),
  ignored: list(text),
});

const outcomes: Record<string, object> = { done, refused, failed, listed, examined, checked, graded };

/** The JSON Schema (2020-12) of what `--json` prints. It lies beside that of the answers. */
export function outcomeSchema() {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "outcome.schema.json",
    title: "What create-llmbrick-sse prints under --json",
    oneOf: Object.keys(outcomes).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: outcomes,
  };
}
